/** Access tokens as rows; making and checking the secret is the business of `relay/token.ts`. */
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import { cancelAllUnsent } from '../generations/cancel.ts'
import { raiseChange } from '../generations/generations.ts'
import { prepare } from '../prepared.ts'
import type { AccessTokenRow, PersonRow } from '../tables/people.ts'

export type NewToken = Omit<AccessTokenRow, 'revoked_at' | 'last_seen_at'>

export async function insertToken(database: Database, token: NewToken, note?: Note): Promise<void> {
  await database.transact(async (trx) => {
    await trx.insertInto('access_tokens').values(token).execute()
    await note?.(trx)
  })
}

export async function markSeen(database: Database, tokenId: string, now: number): Promise<void> {
  await database.transact((trx) =>
    trx.updateTable('access_tokens').set({ last_seen_at: now }).where('id', '=', tokenId).execute(),
  )
}

/** A token with its person: who knocks. */
export type Caller = Pick<
  AccessTokenRow,
  'person_id' | 'secret_hash' | 'expires_at' | 'revoked_at' | 'last_seen_at'
> &
  Pick<PersonRow, 'name' | 'role' | 'daily_credits' | 'monthly_credits' | 'team_id'> & {
    token_id: string
    team_name: string | null
    team_credits: number | null
  }

const selectCaller = prepare<[tokenId: string], Caller>(
  (query) =>
    query
      .selectFrom('access_tokens')
      .innerJoin('people', 'people.id', 'access_tokens.person_id')
      .leftJoin('teams', 'teams.id', 'people.team_id')
      .select([
        'access_tokens.id as token_id',
        'person_id',
        'secret_hash',
        'expires_at',
        'revoked_at',
        'last_seen_at',
        'people.name',
        'role',
        'daily_credits',
        'people.monthly_credits',
        'team_id',
        'teams.name as team_name',
        'teams.monthly_credits as team_credits',
      ])
      .where('access_tokens.id', '=', '')
      .compile(),
  { isTold: false },
)

/** Also of expired and revoked tokens. */
export async function findCaller(database: Database, tokenId: string): Promise<Caller | undefined> {
  const [caller] = await selectCaller(database, tokenId)
  return caller
}

export async function findToken(database: Database, id: string): Promise<AccessTokenRow | undefined> {
  return database.query.selectFrom('access_tokens').selectAll().where('id', '=', id).executeTakeFirst()
}

type ListedToken = AccessTokenRow & Pick<PersonRow, 'daily_credits'>

/** Oldest first. */
export async function listTokens(database: Database): Promise<ListedToken[]> {
  return database.query
    .selectFrom('access_tokens')
    .innerJoin('people', 'people.id', 'access_tokens.person_id')
    .selectAll('access_tokens')
    .select('people.daily_credits')
    .orderBy('access_tokens.created_at')
    .orderBy('access_tokens.id')
    .execute()
}

export async function listTokensOf({ query }: Database, personId: string): Promise<AccessTokenRow[]> {
  return query
    .selectFrom('access_tokens')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}

export function stateOf(
  token: Pick<AccessTokenRow, 'revoked_at' | 'expires_at'>,
  now: number,
): 'active' | 'expired' | 'revoked' {
  if (token.revoked_at !== null) return 'revoked'
  return token.expires_at !== null && token.expires_at <= now ? 'expired' : 'active'
}

/**
 * A token stays revoked from the first time on. Whose last one it was has nobody left to ask for what has not been sent:
 * that is cancelled.
 *
 * @returns false when there is no such token
 */
export async function revokeToken(
  database: Database,
  id: string,
  now: number,
  note?: Note,
): Promise<boolean> {
  const token = await findToken(database, id)
  if (token === undefined) return false
  const { person_id: personId } = token
  return database.write(async (trx, touched) => {
    // The person first: of two last tokens that are revoked at once, one sees the other gone.
    await raiseChange(trx, personId)
    await trx
      .updateTable('access_tokens')
      .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(now)) }))
      .where('id', '=', id)
      .execute()
    await note?.(trx)
    const other = await trx
      .selectFrom('access_tokens')
      .select('id')
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
      .executeTakeFirst()
    if (other === undefined && (await cancelAllUnsent(trx, personId, now)) > 0) touched(personId)
    return true
  })
}

/** The old one ends in the moment in which the new one begins. @returns false when the old one had been revoked */
export async function replaceToken(
  database: Database,
  oldId: string,
  token: NewToken,
  note?: Note,
): Promise<boolean> {
  return database.transact(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('access_tokens')
      .set({ revoked_at: token.created_at })
      .where('id', '=', oldId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await trx.insertInto('access_tokens').values(token).execute()
    await note?.(trx)
    return true
  })
}
