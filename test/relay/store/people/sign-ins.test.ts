import { expect, it } from 'vitest'
import type { Database } from '../../../../relay/store/database.ts'
import { admitIdentity } from '../../../../relay/store/people/identities.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { approve, findWaiting, insertSignIn, pollSignIn } from '../../../../relay/store/people/sign-ins.ts'
import { createAccessToken, createId, hashSecret } from '../../../../relay/token.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { NOON } from '../../support/samples.ts'

const LATER = NOON + 600_000

function admit(database: Database, subject = 'ada') {
  return database.transact((trx) =>
    admitIdentity(database, trx, {
      issuer: 'https://login.example',
      subject,
      name: 'Ada',
      email: 'ada@example.com',
      isAdmin: null,
      dailyCredits: null,
      newId: createId(),
      now: NOON,
    }),
  )
}

function wait(database: Database, device_hash: string) {
  return insertSignIn(database, {
    device_hash,
    user_hash: `user of ${device_hash}`,
    expires_at: LATER,
    interval_ms: 5000,
  })
}

const poll = (database: Database, deviceHash: string, now = NOON) =>
  pollSignIn(database, deviceHash, now, ({ id, name }) => {
    const token = createAccessToken()
    const secret_hash = hashSecret(token.secret)
    return { id: token.id, person_id: id, name, secret_hash, created_at: now, expires_at: LATER }
  })

const liveTokens = (database: Database) =>
  database.query.selectFrom('access_tokens').select('id').where('revoked_at', 'is', null).execute()

describeOnEachDatabase('signing in', ({ open, openThree }) => {
  it('brings one person, however many browsers bring them at once', async () => {
    const databases = await openThree()
    const admitted = await Promise.all([...databases, ...databases].map((database) => admit(database)))
    expect(new Set(admitted.map(({ id }) => id)).size).toBe(1)
    expect(await databases[0].query.selectFrom('people').select('id').execute()).toHaveLength(1)
  })

  it('gives one token, however many panels ask with one code at once', async () => {
    const databases = await openThree()
    const [database] = databases
    const { id } = await admit(database)
    await wait(database, 'device')
    expect(await database.transact((trx) => approve(trx, 'device', id, NOON))).toBe(true)
    const polls = await Promise.all([...databases, ...databases].map((each) => poll(each, 'device')))
    expect(polls.filter(({ kind }) => kind === 'signed-in')).toEqual([
      { kind: 'signed-in', personId: id, name: 'Ada' },
    ])
    expect(await liveTokens(database)).toHaveLength(1)
  })

  it('counts the pace of a panel from the last time that it kept to it', async () => {
    const database = await open()
    await wait(database, 'device')
    expect(await poll(database, 'device')).toEqual({ kind: 'pending' })
    expect(await poll(database, 'device', NOON + 4999)).toEqual({ kind: 'too-fast', intervalMs: 10_000 })
    expect(await poll(database, 'device', NOON + 10_000)).toEqual({ kind: 'pending' })
    expect(await poll(database, 'device', LATER)).toEqual({ kind: 'expired' })
    expect(await findWaiting(database, 'user of device', LATER - 1)).toBe('device')
    expect(await findWaiting(database, 'user of device', LATER)).toBeUndefined()
  })

  it('gives no token to somebody whose removal has begun and goes on', async () => {
    const database = await open()
    const { id } = await admit(database)
    await wait(database, 'device')
    // The removal's first step does not see what is let in while it is taken.
    await database.query.deleteFrom('identities').where('person_id', '=', id).execute()
    await database.transact((trx) => approve(trx, 'device', id, NOON))
    expect(await poll(database, 'device')).toEqual({ kind: 'expired' })
    expect(await liveTokens(database)).toEqual([])
  })

  it('leaves no key to somebody who is removed at the same moment', async () => {
    const [one, other] = await openThree()
    for (let round = 0; round < 5; round += 1) {
      const { id } = await admit(one, `somebody ${round}`)
      await wait(one, `device ${round}`)
      await one.transact((trx) => approve(trx, `device ${round}`, id, NOON))
      await Promise.all([poll(one, `device ${round}`), removePerson(other, id, NOON)])
      expect(await liveTokens(one)).toEqual([])
    }
  })
})
