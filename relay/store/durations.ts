/** How long tasks took, per resolution and number of references: what the next looks and forecasts go by. */
import { randomUUID } from 'node:crypto'
import type { Resolution } from '../../contract/model.ts'
import type { Query, WriteQuery } from './dialect.ts'

/** What durations depend on. */
export type TaskKind = { resolution: Resolution; referenceCount: number }
export type SeenDuration = TaskKind & { durationMs: number; finishedAt: number }

/** Enough to know the distribution; older ones would only keep yesterday's speed alive. */
export const MAX_DURATIONS = 200

export async function insertDuration(trx: WriteQuery, seen: SeenDuration): Promise<void> {
  await trx
    .insertInto('durations')
    .values({
      id: randomUUID(),
      resolution: seen.resolution,
      reference_count: seen.referenceCount,
      duration_ms: Math.round(seen.durationMs),
      finished_at: seen.finishedAt,
    })
    .execute()
}

/** Milliseconds, newest first, at most `MAX_DURATIONS`. */
export async function readDurations(query: Query, kind: TaskKind): Promise<number[]> {
  const rows = await query
    .selectFrom('durations')
    .select('duration_ms')
    .where('resolution', '=', kind.resolution)
    .where('reference_count', '=', kind.referenceCount)
    .orderBy('finished_at', 'desc')
    .limit(MAX_DURATIONS)
    .execute()
  return rows.map((row) => row.duration_ms)
}
