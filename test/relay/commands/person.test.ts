import { expect, it } from 'vitest'
import { personCommand } from '../../../relay/commands/person.ts'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { tokenCommand } from '../../../relay/commands/token.ts'
import { dayOf, readCreditsUsed } from '../../../relay/store/credits/credits.ts'
import { acceptGeneration } from '../../../relay/store/generations/accept.ts'
import { listGenerations } from '../../../relay/store/generations/generations.ts'
import { findPerson } from '../../../relay/store/people/people.ts'
import { findCaller, findToken } from '../../../relay/store/people/tokens.ts'
import { parseAccessToken } from '../../../relay/token.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { accept, makeIntent, NOON, readRow } from '../support/samples.ts'

const DAY_MS = 24 * 60 * 60_000

describeOnEachDatabase('people and their keys', ({ createPlace, open }) => {
  async function begin() {
    const place = await createPlace()
    const env = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const run = async (command: string, now = NOON) => {
      const [name, ...args] = command.split(' ')
      const lines: string[] = []
      const errors: string[] = []
      const output = { log: (line: string) => lines.push(line), error: (line: string) => errors.push(line) }
      const known = name === 'token' ? tokenCommand : personCommand
      const code = await runCommand(known, args, env, output, () => now)
      return { code, text: lines.join('\n'), errors: errors.join('\n') }
    }
    const { text } = await run('token create --name Ada --expires 90d')
    const database = await open(place)
    const keyId = idOf(text)
    const personId = (await findCaller(database, keyId))?.person_id ?? ''
    return { run, database, keyId, personId }
  }

  const idOf = (text: string) => parseAccessToken(text)?.id ?? ''

  it('a new device is one more key of the same person', async () => {
    const { run, database, personId } = await begin()
    const { text } = await run(`token create --person ${personId} --name Laptop`)
    expect(await findToken(database, idOf(text))).toMatchObject({ person_id: personId, name: 'Laptop' })
    const list = await run('person list')
    expect(list.text).toMatch(
      new RegExp(`^${personId} +member +no limit +no limit +none +2026-06-01 +Ada$`, 'm'),
    )
    expect(list.text.split('\n')).toHaveLength(2)
  })

  it('rotating ends the old key at once and keeps the lifetime, unless another is given', async () => {
    const { run, database, keyId, personId } = await begin()
    const later = NOON + 10 * DAY_MS
    const second = await run(`token rotate ${keyId}`, later)
    expect(second.text).toMatch(/^rl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/)
    expect((await findToken(database, keyId))?.revoked_at).toBe(later)
    expect(await findToken(database, idOf(second.text))).toMatchObject({
      person_id: personId,
      name: 'Ada',
      revoked_at: null,
      expires_at: later + 90 * DAY_MS,
    })
    const third = await run(`token rotate ${idOf(second.text)} --expires 1d`, later)
    expect((await findToken(database, idOf(third.text)))?.expires_at).toBe(later + DAY_MS)
  })

  it('rotating takes an expired key, and no revoked one, which another device could hide behind', async () => {
    const { run, keyId, personId } = await begin()
    const late = NOON + 100 * DAY_MS
    expect((await run(`token rotate ${keyId}`, late)).code).toBe(0)
    const again = await run(`token rotate ${keyId}`, late)
    expect(again).toMatchObject({ code: 1, text: '' })
    expect(again.errors).toContain(`token create --person ${personId}`)
    expect((await run('token rotate nobody')).errors).toContain('There is no token "nobody"')
  })

  it('a limit is the person’s, whatever key is used', async () => {
    const { run, database, personId } = await begin()
    expect((await run(`person limit ${personId} --daily-credits 7`)).code).toBe(0)
    await accept(database, personId)
    expect(await acceptGeneration(database, makeIntent(personId))).toMatchObject({ kind: 'quota-exceeded' })
    expect((await run(`person limit ${personId} --daily-credits none`)).code).toBe(0)
    await accept(database, personId)
  })

  it('a role is one of three', async () => {
    const { run, database, personId } = await begin()
    expect((await run(`person role ${personId} lead`)).code).toBe(0)
    expect((await findPerson(database, personId))?.role).toBe('lead')
    expect((await run(`person role ${personId} owner`)).code).toBe(2)
  })

  it('removing ends every key, forgets what was made and keeps the sums', async () => {
    const { run, database, keyId, personId } = await begin()
    const unsent = await accept(database, personId)
    const sent = await accept(database, personId)
    await database.query
      .updateTable('generations')
      .set({ status: 'queued', has_slot: 1, doubt_since: NOON })
      .where('id', '=', sent.id)
      .execute()
    expect((await run(`person remove ${personId}`)).code).toBe(0)
    expect((await findToken(database, keyId))?.revoked_at).toBe(NOON)
    expect(await listGenerations(database, personId, {}, 9)).toEqual([])
    expect(await readRow(database, unsent.id)).toMatchObject({ status: 'failed', prompt: '' })
    expect(await readRow(database, sent.id)).toMatchObject({ status: 'queued', prompt: '' })
    expect(await readCreditsUsed(database.query, personId, dayOf(NOON))).toBe(5)
    expect(JSON.stringify(await database.query.selectFrom('people').selectAll().execute())).not.toContain(
      'Ada',
    )
    expect((await run('person list')).text).not.toContain(personId)
    for (const command of ['person remove', 'person limit --daily-credits 1', 'token create --person']) {
      const refused = await run(`${command} ${personId}`)
      expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('There is no person')])
    }
  })

  it.each(['person', 'person list x', 'person limit', 'person limit x', 'person remove', 'token rotate'])(
    'answers "%s" with how it is meant',
    async (command) => {
      const { run } = await begin()
      const answer = await run(command)
      expect([answer.code, answer.errors]).toEqual([2, expect.stringContaining('usage')])
    },
  )

  it('names what can’t be used', async () => {
    const { run, personId } = await begin()
    await expect(run(`person limit ${personId} --daily-credits many`)).rejects.toThrow('--daily-credits')
    await expect(run(`token create --person ${personId} --daily-credits 5`)).rejects.toThrow('person limit')
  })
})
