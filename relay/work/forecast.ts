/** What the durations seen so far say about a task: when to look at it, and when to expect it. */
import type { Clock } from '../clock.ts'
import type { Database } from '../store/database.ts'
import { readDurations, type TaskKind } from '../store/durations.ts'
import type { GenerationRow } from '../store/schema.ts'

export type Forecast = {
  /** Durations in milliseconds of tasks like this one, newest first; a few seconds old. */
  read: (row: GenerationRow) => Promise<number[]>
}

const KEPT_MS = 5000
/** Two resellers of the same model give 15 and 20 seconds. */
const FIRST_GUESS_MS = 18_000

export function createForecast(database: Database, clock: Clock): Forecast {
  const known = new Map<string, { durations: number[]; until: number }>()
  return {
    async read(row) {
      const kind = kindOf(row)
      const name = `${kind.resolution} ${kind.referenceCount}`
      const kept = known.get(name)
      if (kept !== undefined && clock.now() < kept.until) return kept.durations
      const durations = await readDurations(database.query, kind)
      known.set(name, { durations, until: clock.now() + KEPT_MS })
      return durations
    },
  }
}

export function kindOf(row: GenerationRow): TaskKind {
  return { resolution: row.resolution, referenceCount: row.reference_count }
}

/** The median of `durations` in milliseconds, or a first guess. */
export function typicalDuration(durations: number[]): number {
  const sorted = [...durations].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? FIRST_GUESS_MS
}

/** When the task should be looked at next; in `downloading` at once, since the look is for a fresh link. */
export function nextLookOf(row: GenerationRow, _durations: number[], now: number): number {
  if (row.status === 'downloading' || row.submitted_at === null) return now
  const isFirst = row.last_look_at === null
  return isFirst ? row.submitted_at + 2500 : now + (now - row.submitted_at > 600_000 ? 60_000 : 5000)
}
