/** Where Rivya is to tell the ends of tasks: one place for all relays of a database. */
import { randomBytes } from 'node:crypto'
import type { Database } from '../database.ts'

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

type LeftEndpoint = KnownEndpoint & { url: string }

/**
 * One that is not wanted any more. Of all relays one is let in, and the others not until `until`; nor while another
 * registers it.
 *
 * @returns null for the others, and where there is none
 */
export async function claimLeft(
  database: Database,
  { now, until }: { now: number; until: number },
): Promise<LeftEndpoint | null> {
  const row = await database.query
    .updateTable('webhook_endpoints')
    .set({ next_check_at: until })
    .where('name', '=', 'rivya')
    .where('url', 'is not', null)
    .where(({ eb, or }) => or([eb('next_check_at', '<=', now), eb('next_check_at', '>', until)]))
    .returning(['endpoint_id', 'url'])
    .executeTakeFirst()
  return row === undefined || row.url === null ? null : { endpointId: row.endpoint_id, url: row.url }
}

export async function saveEndpoint(
  database: Database,
  change: {
    endpoint_id?: string | null
    signing_secret?: string | null
    url?: string | null
    next_check_at?: number
  },
): Promise<void> {
  await database.query.updateTable('webhook_endpoints').set(change).where('name', '=', 'rivya').execute()
}
