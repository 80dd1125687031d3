/**
 * Who works on what. A generation that is due is claimed with a lease; a relay that stops answering lets it run out,
 * and any relay (itself after a restart, too) claims it again the same way. Writes of the worker name the lease, so
 * a relay that was thought dead and wakes up changes nothing any more.
 */
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import type { GenerationRow } from '../tables/generations.ts'

export type Claim = {
  /** Names this relay in later writes. */
  owner: string
  now: number
  leaseMs: number
  limit: number
  /**
   * What this relay still has a step under way for. Were it claimed again after others had gone on with it, that step
   * would write what it once found out under a lease that holds again.
   */
  except?: string[]
}

/** Earliest step first. */
export async function claimDue(database: Database, claim: Claim): Promise<GenerationRow[]> {
  const { owner, now, leaseMs, limit, except = [] } = claim
  return database.transact(async (trx) => {
    const due = trx
      .selectFrom('generations')
      .select('id')
      .where('next_step_at', '<=', now)
      .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
      .$if(except.length > 0, (query) => query.where('id', 'not in', except))
      .orderBy('next_step_at')
      .limit(limit)
    const ids = (await database.skipLocked(due).execute()).map((row) => row.id)
    if (ids.length === 0) return []
    return trx
      .updateTable('generations')
      .set({ lease_owner: owner, lease_until: now + leaseMs })
      .where('id', 'in', ids)
      .returningAll()
      .execute()
  })
}

/** @returns ids that are still held; the others have been claimed by someone else or deleted */
export async function renewLeases(
  database: Database,
  renewal: { owner: string; ids: string[]; until: number },
): Promise<string[]> {
  const rows = await database.query
    .updateTable('generations')
    .set({ lease_until: renewal.until })
    .where('id', 'in', renewal.ids)
    .where('lease_owner', '=', renewal.owner)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** So that another relay can go on at once. */
export async function giveLeasesBack(database: Database, owner: string): Promise<void> {
  await database.query
    .updateTable('generations')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', '=', owner)
    .where('lease_until', 'is not', null)
    .execute()
}

/** Longer than any step is put off (`Retry-After` is cut to 15 minutes) and than any lease. */
const LONGEST_WAIT_MS = 20 * 60_000

/**
 * After the clock was set back: what would be due only in a future that no step names is due now, and leases until then
 * are over. Paid tasks would be looked at that much later.
 */
export async function bringForward(database: Database, owner: string, now: number): Promise<void> {
  const tooFar = now + LONGEST_WAIT_MS
  await database.query
    .updateTable('generations')
    .set({ next_step_at: now })
    .where('next_step_at', '>', tooFar)
    .execute()
  await database.query
    .updateTable('generations')
    .set({ lease_owner: null, lease_until: null })
    .where('next_step_at', 'is not', null)
    .where('lease_until', '>', tooFar)
    .where('lease_owner', '!=', owner)
    .execute()
}

/** When the next step of any generation but these can be claimed; null when nothing is under way. */
export async function readNextStepAt(database: Database, except: string[] = []): Promise<number | null> {
  const row = await database.query
    .selectFrom('generations')
    .select(
      sql<number | null>`min(case when lease_until > next_step_at then lease_until else next_step_at end)`.as(
        'at',
      ),
    )
    .where('next_step_at', 'is not', null)
    .$if(except.length > 0, (query) => query.where('id', 'not in', except))
    .executeTakeFirst()
  return row?.at ?? null
}
