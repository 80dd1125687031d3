import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { COMMANDS, listAudit, note } from '../../../../relay/store/audit.ts'
import { cleanUp } from '../../../../relay/store/cleanup/cleanup.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { acceptGeneration } from '../../../../relay/store/generations/accept.ts'
import { changeLook, createLook } from '../../../../relay/store/looks/save-look.ts'
import { changePerson, findPerson, listPeople } from '../../../../relay/store/people/people.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { revokeToken } from '../../../../relay/store/people/tokens.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { addLook, addLookPeople, addUpload, makeDraft } from '../../support/look-people.ts'
import { accept, addDevice, addToken, makeIntent, NOON, PROMPT, readRow } from '../../support/samples.ts'

const REMOVED = note(COMMANDS, NOON, 'person remove', null)

/** One whose process is killed once so many of its transactions are committed. */
function killAfter(database: Database, transactions: number): Database {
  let left = transactions
  const orKill = <A extends unknown[], R>(run: (...args: A) => Promise<R>) => {
    return (...args: A) => {
      left -= 1
      return left < 0 ? Promise.reject(new Error('killed')) : run(...args)
    }
  }
  return { ...database, transact: orKill(database.transact), write: orKill(database.write) } as Database
}

describeOnEachDatabase('somebody’s removal', ({ open, openThree }) => {
  async function begin() {
    const database = await open()
    const { lea } = await addLookPeople(database)
    const upload_id = await addUpload(database, lea, 1)
    await addLook(database, lea, { name: 'Private', references: [{ upload_id }] })
    const request = { ...PROMPT, prompt: 'Zebrafinch', references: [{ upload_id }] }
    const made = [1, 2, 3].map(() => accept(database, lea.personId, { request }))
    return { database, lea, generations: await Promise.all(made) }
  }

  it.each([0, 1, 2, 3, 4])(
    'killed after %i transactions is none, or is gone on with',
    async (transactions) => {
      const { database, lea, generations } = await begin()
      const killed = killAfter(database, transactions)
      await expect(removePerson(killed, lea.personId, NOON, REMOVED)).rejects.toThrow('killed')
      const isRemoved = transactions > 0
      expect((await findPerson(database, lea.personId)) === undefined).toBe(isRemoved)
      expect((await listAudit(database, null, 9)).map(({ action }) => action)).toEqual(
        isRemoved ? ['person remove'] : [],
      )
      expect((await cleanUp(database, NOON, 30)).removals).toBe(isRemoved ? 1 : 0)
      for (const { id } of generations) {
        const { prompt, deleted_at } = await readRow(database, id)
        expect([prompt, deleted_at]).toEqual(isRemoved ? ['', NOON] : ['Zebrafinch', null])
      }
      const count = async (table: 'upload_owners' | 'looks') =>
        (await database.query.selectFrom(table).selectAll().execute()).length
      expect([await count('upload_owners'), await count('looks')]).toEqual(isRemoved ? [0, 0] : [1, 1])
      expect((await cleanUp(database, NOON, 30)).removals).toBe(0)
    },
  )

  it('lets nothing in that was asked for before and comes after', async () => {
    const { database, lea } = await begin()
    const look = await addLook(database, lea, { name: 'Shared', scope: 'team' })
    await removePerson(database, lea.personId, NOON)
    expect(await acceptGeneration(database, makeIntent(lea.personId))).toEqual({ kind: 'removed' })
    const edit = { reader: lea, draft: makeDraft(), now: NOON }
    expect(await createLook(database, edit)).toEqual({ kind: 'removed' })
    // Theirs alone from then on, if it were.
    expect(await changeLook(database, look.id, 1, edit)).toEqual({ kind: 'removed' })
    expect(await database.query.selectFrom('generations').select('prompt').distinct().execute()).toEqual([
      { prompt: '' },
    ])
  })

  it('leaves nothing of what is pressed and saved in the same moment', async () => {
    const [one, two] = await openThree()
    for (let round = 0; round < 8; round += 1) {
      const { id } = await addToken(one, { name: `somebody ${round}` })
      const reader = { personId: id, teamId: null, role: 'member' } as const
      await Promise.all([
        removePerson(two, id, NOON),
        acceptGeneration(one, makeIntent(id)),
        createLook(one, { reader, draft: makeDraft(), now: NOON }),
        acceptGeneration(one, makeIntent(id)),
      ])
    }
    const kept = await one.query
      .selectFrom('generations')
      .selectAll()
      .where('deleted_at', 'is', null)
      .execute()
    expect(kept).toEqual([])
    expect(await one.query.selectFrom('looks').selectAll().execute()).toEqual([])
  })

  it('waits for a look that is being saved', async () => {
    const [one, two] = await openThree()
    const { id } = await addToken(one)
    const place = { id: 'look_1', scope: 'private', owner_id: id, version: 1 } as const
    let removal: Promise<unknown> = Promise.resolve()
    await one.transact(async (trx) => {
      await one.lockName(trx, 'looks')
      removal = removePerson(two, id, NOON)
      await Promise.race([removal, wait(300)])
      await trx
        .insertInto('looks')
        .values({ ...place, created_at: NOON, updated_at: NOON })
        .execute()
    })
    await removal
    expect(await one.query.selectFrom('looks').selectAll().execute()).toEqual([])
  })

  it('is for good: nothing is changed of who is gone', async () => {
    const { database, lea } = await begin()
    await removePerson(database, lea.personId, NOON)
    expect(await changePerson(database, lea.personId, { role: 'admin' })).toBe(false)
    expect((await listPeople(database)).map(({ id }) => id)).not.toContain(lea.personId)
    expect(await removePerson(database, lea.personId, NOON)).toBe(false)
  })
})

describeOnEachDatabase('the last key of somebody', ({ open, openThree }) => {
  it('is revoked together with what has not been sent, or not at all', async () => {
    const database = await open()
    const { id, tokenId } = await addToken(database)
    const unsent = [await accept(database, id), await accept(database, id)]
    const failing = () => Promise.reject(new Error('killed'))
    await expect(revokeToken(database, tokenId, NOON, failing)).rejects.toThrow('killed')
    await expect(revokeToken(killAfter(database, 0), tokenId, NOON)).rejects.toThrow('killed')
    expect((await readRow(database, unsent[0]?.id ?? '')).status).toBe('accepted')
    // One transaction is all that it takes.
    await revokeToken(killAfter(database, 1), tokenId, NOON)
    const rows = await Promise.all(unsent.map((row) => readRow(database, row.id)))
    expect(rows.map(({ failure_code, credits_counted }) => [failure_code, credits_counted])).toEqual([
      ['cancelled', 0],
      ['cancelled', 0],
    ])
    // Each with a number of its own, or a page of news could end between them.
    expect(new Set(rows.map(({ change }) => change)).size).toBe(2)
  })

  it('is the last one, too, when it and the one before are revoked at once', async () => {
    const [one, two] = await openThree()
    for (let round = 0; round < 8; round += 1) {
      const { id, tokenId } = await addToken(one)
      await addDevice(one, id)
      const tokens = await one.query
        .selectFrom('access_tokens')
        .select('id')
        .where('person_id', '=', id)
        .execute()
      const other = tokens.find((token) => token.id !== tokenId)?.id ?? ''
      const unsent = await accept(one, id)
      await Promise.all([revokeToken(one, tokenId, NOON), revokeToken(two, other, NOON)])
      expect((await readRow(one, unsent.id)).failure_code).toBe('cancelled')
    }
  })
})
