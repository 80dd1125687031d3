/** How long tasks took, per resolution and number of references: what the next looks and forecasts go by. */
import { randomUUID } from 'node:crypto'
import type { Resolution } from '../../contract/model.ts'
import type { Query, WriteQuery } from './dialect.ts'

/** What durations depend on. */
export type TaskKind = { resolution: Resolution; referenceCount: number }
export type SeenDuration = TaskKind & { durationMs: number; finishedAt: number }

/** Enough to know the distribution; older ones would only keep yesterday's speed alive. */
export const MAX_DURATIONS = 120

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

/** Milliseconds, newest first: of this kind, of its resolution, of all; at most `MAX_DURATIONS` each. */
export async function readDurations(query: Query, kind: TaskKind): Promise<[number[], number[], number[]]> {
  const newest = query
    .selectFrom('durations')
    .select('duration_ms')
    .orderBy('finished_at', 'desc')
    .limit(MAX_DURATIONS)
  const ofResolution = newest.where('resolution', '=', kind.resolution)
  const ofKind = ofResolution.where('reference_count', '=', kind.referenceCount)
  const groups = []
  for (const group of [ofKind, ofResolution, newest]) {
    groups.push((await group.execute()).map((row) => row.duration_ms))
  }
  const [own = [], resolution = [], all = []] = groups
  return [own, resolution, all]
}
