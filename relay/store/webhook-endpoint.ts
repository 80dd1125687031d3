/** Where Rivya is to tell the ends of tasks: one place for all relays of a database. */
import { randomBytes } from 'node:crypto'
import type { Database } from './database.ts'

export type KnownEndpoint = { endpointId: string | null }

/** The part of the address that nobody can guess: made once, the same for every relay of the database. */
export async function readPathSecret(database: Database): Promise<string> {
  await database.query
    .insertInto('webhook_endpoints')
    .values({ name: 'rivya', path_secret: randomBytes(32).toString('base64url'), next_check_at: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const row = await database.query
    .selectFrom('webhook_endpoints')
    .select('path_secret')
    .where('name', '=', 'rivya')
    .executeTakeFirstOrThrow()
  return row.path_secret
}

/**
 * Of all relays one is let in, when it is time or the address is another than before, and the others not until `until`.
 *
 * @returns null for the others
 */
export async function claimEndpoint(
  database: Database,
  { url, now, until }: { url: string; now: number; until: number },
): Promise<KnownEndpoint | null> {
  const row = await database.query
    .updateTable('webhook_endpoints')
    .set({ url, next_check_at: until })
    .where('name', '=', 'rivya')
    .where(({ eb, or }) => or([eb('next_check_at', '<=', now), eb('url', 'is', null), eb('url', '!=', url)]))
    .returning('endpoint_id')
    .executeTakeFirst()
  return row === undefined ? null : { endpointId: row.endpoint_id }
}

export async function saveEndpoint(
  database: Database,
  change: { endpoint_id?: string | null; signing_secret?: string | null; next_check_at?: number },
): Promise<void> {
  await database.query.updateTable('webhook_endpoints').set(change).where('name', '=', 'rivya').execute()
}
