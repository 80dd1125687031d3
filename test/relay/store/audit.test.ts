import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { listAudit, note } from '../../../relay/store/audit.ts'
import { changePerson } from '../../../relay/store/people/people.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { addToken, NOON } from '../support/samples.ts'

describeOnEachDatabase('the audit list', ({ kind, open }) => {
  it('takes entries and lets nobody change or delete one, whatever way they come', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await changePerson(
      database,
      id,
      { role: 'lead' },
      note('commands', NOON, 'person role', id, { role: 'lead' }),
    )
    const before = await listAudit(database, null, 10)
    expect(before).toMatchObject([{ at: NOON, author: 'commands', subject: id, detail: '{"role":"lead"}' }])
    const attempts = [
      sql`UPDATE audit_entries SET author = 'somebody else'`,
      sql`DELETE FROM audit_entries`,
      ...(kind === 'postgres' ? [sql`TRUNCATE audit_entries`] : []),
    ]
    for (const attempt of attempts) {
      await expect(attempt.execute(database.query)).rejects.toThrow('can not be edited')
    }
    expect(await listAudit(database, null, 10)).toEqual(before)
  })

  it('has no entry for a change that did not come about', async () => {
    const database = await open()
    await changePerson(database, 'nobody', { role: 'lead' }, note('commands', NOON, 'person role', 'nobody'))
    expect(await listAudit(database, null, 10)).toEqual([])
    const { id } = await addToken(database)
    const failing = changePerson(database, id, { role: 'admin' }, async (trx) => {
      await note('commands', NOON, 'person role', id)(trx)
      throw new Error('the disk is full')
    })
    await expect(failing).rejects.toThrow('the disk is full')
    expect(await listAudit(database, null, 10)).toEqual([])
    const { role } = await database.query
      .selectFrom('people')
      .select('role')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(role).toBe('member')
  })

  it('is read in pages, newest first', async () => {
    const database = await open()
    await database.transact(async (trx) => {
      for (let at = 1; at <= 5; at += 1) await note('commands', at, 'pause')(trx)
    })
    const first = await listAudit(database, null, 2)
    expect(first.map(({ at }) => at)).toEqual([5, 4])
    expect((await listAudit(database, first[1]?.position ?? 0, 9)).map(({ at }) => at)).toEqual([3, 2, 1])
  })
})
