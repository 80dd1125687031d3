/** What an operator sees of generations: who, since when and how it stands; no prompt and no image. */
import { ACTIVE_STATUSES } from '../../contract/relay-api.ts'
import type { Database } from './database.ts'
import { isGivenUp } from './fetch-again.ts'

export type ListedWork = {
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

/** Oldest first: what waits and runs, and what was paid and given up. */
export async function listWork(database: Database): Promise<ListedWork[]> {
  const rows = await database.query
    .selectFrom('generations')
    .innerJoin('people', 'people.id', 'generations.token_id')
    .select(['generations.id', 'people.name', 'generations.created_at', 'status', 'has_slot', 'setbacks'])
    .select(['dead_ends', 'credits_counted', 'failure_code', 'upstream_task_id'])
    .where('generations.deleted_at', 'is', null)
    .where(({ eb, or, and }) =>
      or([
        eb('status', 'in', ACTIVE_STATUSES),
        and([eb('upstream_task_id', 'is not', null), eb('status', 'in', ['failed', 'unknown'])]),
      ]),
    )
    .orderBy('generations.created_at')
    .orderBy('generations.id')
    .execute()
  return rows
    .map((row) => ({ ...row, isGivenUp: isGivenUp(row) }))
    .filter((row) => row.isGivenUp || (row.status !== 'failed' && row.status !== 'unknown'))
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
