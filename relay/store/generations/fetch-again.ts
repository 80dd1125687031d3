/** Takes up again what the relay had stopped asking Rivya for. It is paid, so nothing is sent and nothing is reserved. */
import type { Note } from '../audit.ts'
import { tryAgain } from '../blobs/lost-blobs.ts'
import type { Database } from '../database.ts'
import type { GenerationRow } from '../tables/generations.ts'
import { raiseChange } from './generations.ts'

export type FetchedAgain =
  /** Its images are asked for from now on, as if it had just been found done, or as those that have got lost here. */
  | { kind: 'begun'; row: GenerationRow }
  /** It is under way, or its images are here. */
  | { kind: 'not-needed'; row: GenerationRow }
  /** Rivya itself has ended it, or it never got there: there is nothing to fetch. */
  | { kind: 'nothing-there' }
  | { kind: 'not-found' }

/**
 * A paid task that the relay has stopped asking for, not Rivya: `upstream_unavailable` is the one failure that a task
 * never ends with by itself, and an unknown end of a task that was confirmed comes of Rivya's not knowing it.
 */
export function isGivenUp(row: Pick<GenerationRow, 'status' | 'failure_code' | 'upstream_task_id'>): boolean {
  if (row.upstream_task_id === null) return false
  return row.status === 'unknown' || (row.status === 'failed' && row.failure_code === 'upstream_unavailable')
}

/** @param personId whose it has to be; null for whoever runs the relay */
export async function fetchAgain(
  database: Database,
  personId: string | null,
  id: string,
  now: number,
  note?: Note,
): Promise<FetchedAgain> {
  const row = await database.query
    .selectFrom('generations')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(personId !== null, (query) => query.where('token_id', '=', personId ?? ''))
    .executeTakeFirst()
  if (row === undefined) return { kind: 'not-found' }
  if (isGivenUp(row)) return begin(database, row, now, note)
  if (row.status === 'failed' || row.status === 'unknown') return { kind: 'nothing-there' }
  const lost = await database.transact(async (trx) => {
    const found = await tryAgain(trx, id, now)
    if (found > 0) await note?.(trx)
    return found
  })
  return { kind: lost > 0 ? 'begun' : 'not-needed', row }
}

async function begin(
  database: Database,
  row: GenerationRow,
  now: number,
  note?: Note,
): Promise<FetchedAgain> {
  return database.write(async (trx, touched) => {
    const change = await raiseChange(trx, row.token_id)
    const begun = await trx
      .updateTable('generations')
      .set({
        // Of one that Rivya did not know nobody can say that it is done.
        status: row.status === 'unknown' ? 'processing' : 'downloading',
        failure_code: null,
        failure_message: null,
        setbacks: 0,
        dead_ends: 0,
        trouble_since: null,
        next_step_at: now,
        updated_at: now,
        change,
      })
      .where('id', '=', row.id)
      .where('status', '=', row.status)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    // Another has been here in between: taken up, or deleted.
    if (begun === undefined) return { kind: 'not-found' }
    touched(row.token_id)
    await note?.(trx)
    return { kind: 'begun', row: begun }
  })
}
