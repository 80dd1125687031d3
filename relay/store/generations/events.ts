/** What a long poll asks for. */
import { sql } from 'kysely'
import { ACTIVE_STATUSES } from '../../../contract/relay-api.ts'
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'
import { prepare } from '../prepared.ts'
import { VISIBLE_COLUMNS, type VisibleRow } from '../tables/generations.ts'

export type ChangePage = { cursor: number; rows: readonly VisibleRow[] }

/** Spelled out, or neither database would see that the index of just these serves it. */
export const isStillRunning = sql<boolean>`status in (${sql.join(ACTIVE_STATUSES.map((status) => sql.lit(status)))})`

/** So that one answer stays small; the cursor leads on to the rest. */
const MAX_ROWS = 200

/**
 * In the order of their last change. `after` null, or beyond the counter (the database was put back from a backup):
 * those still running, and the cursor to go on from.
 */
export async function readChanges(
  database: Database,
  personId: string,
  after: number | null,
): Promise<ChangePage> {
  if (after !== null) {
    const rows = await selectChangedSince(database, personId, after, MAX_ROWS)
    const last = rows.at(-1)
    if (last !== undefined) return { cursor: last.change, rows }
  }
  // Before the rows: a change that comes in between is told twice rather than never.
  const counter = await readCounter(database, personId)
  if (after !== null && after <= counter) return { cursor: after, rows: [] }
  const rows = await selectChanged(database.query, personId, -1).where(isStillRunning).execute()
  const last = rows.at(-1)
  return { cursor: last !== undefined && rows.length === MAX_ROWS ? last.change : counter, rows }
}

const selectChangedSince = prepare<[personId: string, after: number, limit: number], VisibleRow>((query) =>
  selectChanged(query, '', 0).compile(),
)

function selectChanged(query: Query, personId: string, after: number) {
  return query
    .selectFrom('generations')
    .select(VISIBLE_COLUMNS)
    .where('token_id', '=', personId)
    .where('change', '>', after)
    .where('deleted_at', 'is', null)
    .orderBy('change')
    .limit(MAX_ROWS)
}

const selectCounter = prepare<[personId: string], { last_change: number }>((query) =>
  query.selectFrom('people').select('last_change').where('id', '=', '').compile(),
)

async function readCounter(database: Database, personId: string): Promise<number> {
  const [person] = await selectCounter(database, personId)
  return person?.last_change ?? 0
}
