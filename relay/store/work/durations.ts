/** How long tasks took, per resolution and number of references: what the next looks and forecasts go by. */
import type { Resolution } from '../../../contract/model.ts'
import type { Query, WriteQuery } from '../dialect.ts'
import type { DurationTable } from '../tables/work.ts'

/** What durations depend on. */
export type TaskKind = { resolution: Resolution; referenceCount: number }
/** Times in milliseconds after submission, as in `relay/work/schedule/sighting.ts`. */
type StoredTimes = {
  notYetMs: number
  foundMs: number
  saidMs: number | null
  saidBeforeMs: number | null
  toldMs: number | null
}
/** `finishedAt` in milliseconds since 1970. */
type StoredSighting = StoredTimes & { finishedAt: number }
export type SeenDuration = TaskKind & { sighting: StoredTimes; finishedAt: number }

/** Enough to know the distribution; older ones would only keep yesterday's speed alive. */
const MAX_DURATIONS = 120

/** @param id the generation's: a task ends once, and Rivya may tell of it afterwards */
export async function insertDuration(trx: WriteQuery, id: string, seen: SeenDuration): Promise<void> {
  const { notYetMs, foundMs, saidMs, saidBeforeMs, toldMs } = seen.sighting
  await trx
    .insertInto('durations')
    .values({
      id,
      resolution: seen.resolution,
      reference_count: seen.referenceCount,
      duration_ms: Math.round((notYetMs + foundMs) / 2),
      finished_at: seen.finishedAt,
      not_yet_ms: Math.round(notYetMs),
      found_ms: Math.round(foundMs),
      said_ms: saidMs === null ? null : Math.round(saidMs),
      said_before_ms: saidBeforeMs === null ? null : Math.round(saidBeforeMs),
      told_ms: toldMs === null ? null : Math.round(toldMs),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Newest first: of this kind, of its resolution, of all; at most `MAX_DURATIONS` each. */
export async function readDurations(
  query: Query,
  kind: TaskKind,
): Promise<[StoredSighting[], StoredSighting[], StoredSighting[]]> {
  const newest = query
    .selectFrom('durations')
    .select(['not_yet_ms', 'found_ms', 'said_ms', 'said_before_ms', 'told_ms', 'finished_at'])
    .where('found_ms', 'is not', null)
    .orderBy('finished_at', 'desc')
    .limit(MAX_DURATIONS)
  const ofResolution = newest.where('resolution', '=', kind.resolution)
  const ofKind = ofResolution.where('reference_count', '=', kind.referenceCount)
  const groups = []
  for (const group of [ofKind, ofResolution, newest]) {
    groups.push((await group.execute()).map(toSighting))
  }
  const [own = [], resolution = [], all = []] = groups
  return [own, resolution, all]
}

function toSighting(
  row: Pick<
    DurationTable,
    'not_yet_ms' | 'found_ms' | 'said_ms' | 'said_before_ms' | 'told_ms' | 'finished_at'
  >,
): StoredSighting {
  return {
    notYetMs: row.not_yet_ms ?? 0,
    foundMs: row.found_ms ?? 0,
    saidMs: row.said_ms,
    saidBeforeMs: row.said_before_ms,
    toldMs: row.told_ms,
    finishedAt: row.finished_at,
  }
}
