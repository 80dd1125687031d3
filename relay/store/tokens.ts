/** Access tokens as rows; making and checking the secret is the business of `relay/token.ts`. */
import type { Database } from './database.ts'
import { prepare } from './prepared.ts'
import type { TokenRow } from './schema.ts'

export type NewToken = Pick<
  TokenRow,
  'id' | 'name' | 'secret_hash' | 'daily_credits' | 'created_at' | 'expires_at'
>

export async function insertToken(database: Database, token: NewToken): Promise<void> {
  await database.query
    .insertInto('tokens')
    .values({ ...token, last_change: 0, last_admitted_at: 0 })
    .execute()
}

const selectToken = prepare<[id: string], TokenRow>((query) =>
  query.selectFrom('tokens').selectAll().where('id', '=', '').compile(),
)

/** Also expired and revoked ones. */
export async function findToken(database: Database, id: string): Promise<TokenRow | undefined> {
  const [token] = await selectToken(database, id)
  return token
}

/** Oldest first. */
export async function listTokens(database: Database): Promise<TokenRow[]> {
  return database.query.selectFrom('tokens').selectAll().orderBy('created_at').orderBy('id').execute()
}

/** A token stays revoked from the first time on. @returns false when there is no such token */
export async function revokeToken(database: Database, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await database.query
    .updateTable('tokens')
    .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(now)) }))
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
