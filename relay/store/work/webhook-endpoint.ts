/** Where Rivya is to tell the ends of tasks: one place for all relays of a database. */
import { randomBytes } from 'node:crypto'
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'

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

/** `isFirst`: the caller has just started, and what it starts with may be what was missing: a scope, an address, a clock. */
export type Claim = { now: number; until: number; isFirst: boolean }

/**
 * Of all relays one is let in, when it is time, when it has just started or the address is another than before, and the
 * others not until `until`.
 *
 * @returns null for the others
 */
export async function claimEndpoint(
  database: Database,
  { url, ...claim }: Claim & { url: string },
): Promise<KnownEndpoint | null> {
  const row = await database.query
    .updateTable('webhook_endpoints')
    .set({ url, next_check_at: claim.until })
    .where('name', '=', 'rivya')
    .where((where) => where.or([isTime(where, claim), where('url', 'is', null), where('url', '!=', url)]))
    .returning('endpoint_id')
    .executeTakeFirst()
  return row === undefined ? null : { endpointId: row.endpoint_id }
}

/** Up to `until` lies what another relay is at now. */
function isTime(where: ExpressionBuilder<Schema, 'webhook_endpoints'>, { now, until, isFirst }: Claim) {
  const isDue = where('next_check_at', '<=', now)
  return isFirst ? where.or([isDue, where('next_check_at', '>', until)]) : isDue
}

type LeftEndpoint = KnownEndpoint & { url: string }

/**
 * One that is not wanted any more. Of all relays one is let in, and the others not until `until`; nor while another
 * registers it.
 *
 * @returns null for the others, and where there is none
 */
export async function claimLeft(database: Database, claim: Claim): Promise<LeftEndpoint | null> {
  const row = await database.query
    .updateTable('webhook_endpoints')
    .set({ next_check_at: claim.until })
    .where('name', '=', 'rivya')
    .where('url', 'is not', null)
    .where((where) => isTime(where, claim))
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
