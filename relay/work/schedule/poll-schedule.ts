/**
 * When to look next at a task. Never before 2 s after submission, no two looks within 2 s, never more looks by any
 * moment than "after 2.5 s, then every 5 s" would have made, and within that where results are likely. After ten
 * minutes once a minute.
 *
 * Where Rivya's own word of an end has proved to come, no look is made before nine of ten tasks have ended; from then on
 * as ever, since a word may get lost. One task in eight is looked at as ever all the time: were the words to come late,
 * nothing else would show it.
 */
import { type DurationHistory, estimateDurations } from './duration-estimate.ts'
import { earliestLookMs, HORIZON_MS, MIN_GAP_MS, planLooks } from './look-plan.ts'
import { believesTimes, believesWord } from './sighting.ts'

export type { DurationHistory } from './duration-estimate.ts'

/** Some milliseconds to make and good for all tasks of a kind: keep it as long as the history is kept. */
export type Schedule = {
  /** How long a task of this kind likely takes: as many take longer as shorter. */
  expectedMs: number
  nextLookAt(task: WatchedTask): number
  /** Whether the times that Rivya tells have proved to be those of the tasks. */
  believesTimes: boolean
  /** Whether its word of an end has proved to come. */
  believesWord: boolean
}

/** Times in milliseconds since 1970. */
type WatchedTask = {
  submittedAt: number
  /** Made so far, failed ones included. */
  looks: number
  /** Null before the first. */
  lastLookAt: number | null
  now: number
  /** Whether looks may be left out because Rivya tells of the end; no when absent. */
  leansOnWord?: boolean
  /** The end of a `Retry-After`. */
  notBefore?: number
}

export const SLOW_INTERVAL_MS = 60_000
/** Of the tasks whose end was told, so many need no look before. */
const TOLD_SHARE = 0.9
const ONE_CONTROL_IN = 8

/** @param hearsOfEnds whether Rivya is asked to tell ends by itself; `now` by the clock of the history */
export function makeSchedule(history: DurationHistory, hearsOfEnds = false, now?: number): Schedule {
  const readyBy = estimateDurations(history)
  const plan = planLooks(readyBy)
  const believes = hearsOfEnds && believesWord(history.at(-1) ?? [], now)
  const quietMs = believes ? momentOf(TOLD_SHARE, readyBy) : 0
  return {
    expectedMs: Math.round(momentOf(0.5, readyBy)),
    believesTimes: believesTimes(history.at(-1) ?? []),
    believesWord: believes,
    nextLookAt({ submittedAt, looks, lastLookAt, now, leansOnWord = false, notBefore = 0 }) {
      const lastMs = Math.max(0, (lastLookAt ?? submittedAt) - submittedAt)
      const gapMs = lastMs >= HORIZON_MS ? SLOW_INTERVAL_MS : MIN_GAP_MS
      const plannedMs = Math.max(
        plan.nextLookMs(looks, lastMs),
        earliestLookMs(looks + 1),
        lastMs + gapMs,
        leansOnWord ? quietMs : 0,
      )
      return Math.max(submittedAt + plannedMs, now, notBefore)
    },
  }
}

/** Any task as likely as any other, and the same one always. @param id in hexadecimal at its end */
export function isControl(id: string): boolean {
  return Number.parseInt(id.slice(-2), 16) % ONE_CONTROL_IN === 0
}

/** When so many are ready, in milliseconds after submission. */
function momentOf(share: number, readyBy: (ms: number) => number): number {
  let low = 0
  let high = HORIZON_MS
  while (high - low > 1) {
    const middle = (low + high) / 2
    if (readyBy(middle) < share) low = middle
    else high = middle
  }
  return high
}
