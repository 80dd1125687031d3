/** Panels that wait for somebody to sign in, and browsers that are on their way to the provider: RFC 8628's books. */
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import type { SignInTable } from '../tables/people.ts'
import type { NewToken } from './tokens.ts'

type NewSignIn = Pick<SignInTable, 'device_hash' | 'user_hash' | 'expires_at' | 'interval_ms'>

export async function insertSignIn(database: Database, signIn: NewSignIn): Promise<void> {
  const values = { ...signIn, status: 'pending', person_id: null, polled_at: null } as const
  await database.query.insertInto('sign_ins').values(values).execute()
}

/** @returns what the panel is known by, as long as it waits */
export async function findWaiting(
  database: Database,
  userHash: string,
  now: number,
): Promise<string | undefined> {
  const row = await database.query
    .selectFrom('sign_ins')
    .select('device_hash')
    .where('user_hash', '=', userHash)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.device_hash
}

export async function insertAttempt(
  database: Database,
  attempt: { state_hash: string; device_hash: string | null; expires_at: number },
): Promise<void> {
  await database.query.insertInto('sign_in_attempts').values(attempt).execute()
}

/** Gone with the first call. @returns undefined when there is none (any more) */
export async function takeAttempt(
  database: Database,
  stateHash: string,
  now: number,
): Promise<{ device_hash: string | null } | undefined> {
  const row = await database.query
    .deleteFrom('sign_in_attempts')
    .where('state_hash', '=', stateHash)
    .returning(['device_hash', 'expires_at'])
    .executeTakeFirst()
  return row !== undefined && row.expires_at > now ? row : undefined
}

/** @returns false when nobody waits for it any more */
export async function approve(
  trx: WriteQuery,
  deviceHash: string,
  personId: string,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('sign_ins')
    .set({ status: 'approved', person_id: personId })
    .where('device_hash', '=', deviceHash)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deny(database: Database, deviceHash: string): Promise<void> {
  await database.query
    .updateTable('sign_ins')
    .set({ status: 'denied' })
    .where('device_hash', '=', deviceHash)
    .where('status', '=', 'pending')
    .execute()
}

export type Poll =
  | { kind: 'pending' }
  /** Sooner than was agreed, which costs: the panel may ask again after `intervalMs`. */
  | { kind: 'too-fast'; intervalMs: number }
  | { kind: 'denied' }
  /** Or never there, or had its token already. */
  | { kind: 'expired' }
  | { kind: 'signed-in'; personId: string; name: string }

/** RFC 8628, 3.5. */
const SLOW_DOWN_MS = 5000

/**
 * What a panel that waits is to be told. The token is made in the same transaction in which what it was waited with goes.
 *
 * @param makeToken for the person who has signed in
 */
export async function pollSignIn(
  database: Database,
  deviceHash: string,
  now: number,
  makeToken: (person: { id: string; name: string }) => NewToken,
): Promise<Poll> {
  return database.transact(async (trx) => {
    const inTime = await trx
      .updateTable('sign_ins')
      .set({ polled_at: now })
      .where('device_hash', '=', deviceHash)
      .where('expires_at', '>', now)
      .where((where) =>
        where.or([
          where('polled_at', 'is', null),
          where('polled_at', '<=', where(where.val(now), '-', where.ref('interval_ms'))),
        ]),
      )
      .returning(['status', 'person_id'])
      .executeTakeFirst()
    if (inTime === undefined) return slowDown(trx, deviceHash, now)
    if (inTime.status === 'pending') return { kind: 'pending' }
    await trx.deleteFrom('sign_ins').where('device_hash', '=', deviceHash).execute()
    if (inTime.person_id === null) return { kind: 'denied' }
    const person = await lockPerson(trx, inTime.person_id)
    if (person === undefined) return { kind: 'expired' }
    await trx.insertInto('access_tokens').values(makeToken(person)).execute()
    return { kind: 'signed-in', personId: person.id, name: person.name }
  })
}

async function slowDown(trx: WriteQuery, deviceHash: string, now: number): Promise<Poll> {
  const row = await trx
    .updateTable('sign_ins')
    .set((set) => ({ interval_ms: set('interval_ms', '+', SLOW_DOWN_MS) }))
    .where('device_hash', '=', deviceHash)
    .where('expires_at', '>', now)
    .returning('interval_ms')
    .executeTakeFirst()
  return row === undefined ? { kind: 'expired' } : { kind: 'too-fast', intervalMs: row.interval_ms }
}

/**
 * Holds the row, so that a removal comes before or after as a whole. One that has begun has taken the identity away.
 */
async function lockPerson(trx: WriteQuery, id: string): Promise<{ id: string; name: string } | undefined> {
  await trx
    .updateTable('people')
    .set((set) => ({ name: set.ref('name') }))
    .where('id', '=', id)
    .execute()
  return trx
    .selectFrom('people')
    .innerJoin('identities', 'identities.person_id', 'people.id')
    .select(['people.id', 'people.name'])
    .where('people.id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}
