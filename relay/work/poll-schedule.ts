/**
 * When to look next at a task. Never before 2 s after submission, no two looks within 2 s, never more looks by any
 * moment than "after 2.5 s, then every 5 s" would have made, and within that where results are likely. After ten
 * minutes once a minute.
 */
import { type DurationHistory, estimateDurations } from './duration-estimate.ts'
import { earliestLookMs, HORIZON_MS, MIN_GAP_MS, planLooks } from './look-plan.ts'
import { believesTimes } from './sighting.ts'

export type { DurationHistory } from './duration-estimate.ts'

/** Some milliseconds to make and good for all tasks of a kind: keep it as long as the history is kept. */
export type Schedule = {
  /** How long a task of this kind likely takes: as many take longer as shorter. */
  expectedMs: number
  nextLookAt(task: WatchedTask): number
  /** Whether the times that Rivya tells have proved to be those of the tasks. */
  believesTimes: boolean
}

/** Times in milliseconds since 1970. */
export type WatchedTask = {
  submittedAt: number
  /** Made so far, failed ones included. */
  looks: number
  /** Null before the first. */
  lastLookAt: number | null
  now: number
  /** The end of a `Retry-After`. */
  notBefore?: number
}

const SLOW_INTERVAL_MS = 60_000

export function makeSchedule(history: DurationHistory): Schedule {
  const readyBy = estimateDurations(history)
  const plan = planLooks(readyBy)
  return {
    expectedMs: medianOf(readyBy),
    believesTimes: believesTimes(history.at(-1) ?? []),
    nextLookAt({ submittedAt, looks, lastLookAt, now, notBefore = 0 }) {
      const lastMs = Math.max(0, (lastLookAt ?? submittedAt) - submittedAt)
      const gapMs = lastMs >= HORIZON_MS ? SLOW_INTERVAL_MS : MIN_GAP_MS
      const plannedMs = Math.max(plan.nextLookMs(looks, lastMs), earliestLookMs(looks + 1), lastMs + gapMs)
      return Math.max(submittedAt + plannedMs, now, notBefore)
    },
  }
}

function medianOf(readyBy: (ms: number) => number): number {
  let low = 0
  let high = HORIZON_MS
  while (high - low > 1) {
    const middle = (low + high) / 2
    if (readyBy(middle) < 0.5) low = middle
    else high = middle
  }
  return Math.round(high)
}
