/** What an operator sees of generations: who, since when and how it stands; no prompt and no image. */
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { isStillRunning } from './events.ts'
import { isGivenUp } from './fetch-again.ts'

type ListedWork = {
  id: string
  person: string
  acceptedAt: number
  /** As the generation's status; `given up` for what can be fetched again. */
  state: string
  /** Takes one of the places at Rivya. */
  hasPlace: boolean
  isDelayed: boolean
  credits: number
}

/**
 * Oldest first: what waits and runs, and what was paid and given up.
 *
 * @param limit of each of the two; null: all
 */
export async function listWork(database: Database, limit: number | null = null): Promise<ListedWork[]> {
  const some = database.query
    .selectFrom('generations')
    .innerJoin('people', 'people.id', 'generations.token_id')
    .select(['generations.id', 'people.name', 'generations.created_at', 'status', 'has_slot', 'setbacks'])
    .select(['dead_ends', 'credits_counted', 'failure_code', 'upstream_task_id'])
    .where('generations.deleted_at', 'is', null)
    .orderBy('generations.created_at')
    .orderBy('generations.id')
    .$if(limit !== null, (select) => select.limit(limit ?? 0))
  const active = await some.where(isStillRunning).execute()
  const ended = await some
    .where('upstream_task_id', 'is not', null)
    // As its index has it, which a parameter would hide.
    .where(
      sql<boolean>`(status = 'unknown' OR (status = 'failed' AND failure_code = 'upstream_unavailable'))`,
    )
    .execute()
  return [...active, ...ended]
    .sort((one, other) => one.created_at - other.created_at || (one.id < other.id ? -1 : 1))
    .map((row) => ({ ...row, isGivenUp: isGivenUp(row) }))
    .map((row) => ({
      id: row.id,
      person: row.name,
      acceptedAt: row.created_at,
      state: row.isGivenUp ? 'given up' : row.status,
      hasPlace: row.has_slot === 1,
      isDelayed: !row.isGivenUp && row.setbacks + row.dead_ends > 0,
      credits: row.credits_counted,
    }))
}
