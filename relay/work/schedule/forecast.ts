/** What the durations seen so far say about a task: when to look at it, and when to expect it. */
import type { Clock } from '../../clock.ts'
import type { Database } from '../../store/database.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { readDurations, type TaskKind } from '../../store/work/durations.ts'
import { makeSchedule, type Schedule } from './poll-schedule.ts'

export type Forecast = {
  /** For tasks of this kind; at most `KEPT_MS` old, so that a batch shares the work of making it. */
  read: (kind: TaskKind) => Promise<Schedule>
  /** What was seen just now is to count at once. */
  forget: () => void
}

const KEPT_MS = 15_000

/** @param hearsOfEnds whether Rivya is asked to tell ends by itself */
export function createForecast(database: Database, clock: Clock, hearsOfEnds = false): Forecast {
  const known = new Map<string, { schedule: Schedule; until: number }>()
  return {
    async read(kind) {
      const name = `${kind.resolution} ${kind.referenceCount}`
      const kept = known.get(name)
      if (kept !== undefined && clock.now() < kept.until) return kept.schedule
      const schedule = makeSchedule(await readDurations(database.query, kind), hearsOfEnds, clock.now())
      known.set(name, { schedule, until: clock.now() + KEPT_MS })
      return schedule
    },
    forget: () => known.clear(),
  }
}

export function kindOf(row: GenerationRow): TaskKind {
  return { resolution: row.resolution, referenceCount: row.reference_count }
}
