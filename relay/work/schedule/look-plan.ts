/**
 * Where to put the looks at a task so that the mean wait between "ready" and "seen" is least, when the k-th look may
 * not come before the k-th of a fixed schedule and no two within a minimum gap. Looks that the fixed schedule would
 * have spent early, while nothing can be ready, are spent where results are likely.
 *
 * Solved backwards by dynamic programming over (looks made, time of the last one). A wait between two looks costs
 * more the further they are apart, in such a way (the quadrangle inequality) that the best next look never moves back
 * when the last one moves forward. So each row is searched by halving: some milliseconds for all of it.
 */
import type { ReadyBy } from './duration-estimate.ts'

const FIRST_FIXED_LOOK_MS = 2500
const FIXED_INTERVAL_MS = 5000
export const MIN_GAP_MS = 2000
/** What takes longer is looked at by another rule, so the plan ends here. */
export const HORIZON_MS = 600_000

/** The moment of the fixed schedule's `number`-th look (1 is the first), before which ours may not come. */
export function earliestLookMs(number: number): number {
  return FIRST_FIXED_LOOK_MS + (number - 1) * FIXED_INTERVAL_MS
}

/** Fine where results are likely, coarse where a second more or less is nothing. Holds 0 and the horizon. */
const TIMES_MS = Float64Array.from([
  ...range(0, 60_000, 250),
  ...range(60_000, 300_000, 1000),
  ...range(300_000, HORIZON_MS, 5000),
  HORIZON_MS,
])
const LAST = TIMES_MS.length - 1
const MAX_LOOKS = Math.ceil(HORIZON_MS / FIXED_INTERVAL_MS)
/** For each moment of a last look, the first allowed moment of the next. */
const AFTER_GAP = Int32Array.from(TIMES_MS, (ms) => indexAtOrAfter(ms + MIN_GAP_MS))

type LookPlan = {
  /**
   * @param looks made so far
   * @param lastMs when the last one was, after submission; 0 before the first
   * @returns milliseconds after submission; not before `earliestLookMs(looks + 1)` unless the horizon is reached
   */
  nextLookMs(looks: number, lastMs: number): number
}

export function planLooks(readyBy: ReadyBy): LookPlan {
  const waitBetween = meanWait(readyBy)
  const rows: Int32Array[] = []
  // After the last look that the horizon leaves room for, the next one is at the horizon.
  let costs: Float64Array = Float64Array.from(TIMES_MS, (_, last) => waitBetween(last, LAST))
  for (let look = MAX_LOOKS; look >= 1; look -= 1) {
    const row = bestNextLooks(waitBetween, costs, indexAtOrAfter(earliestLookMs(look)))
    rows[look] = row.choices
    costs = row.costs
  }
  return {
    nextLookMs(looks, lastMs) {
      const row = rows[looks + 1]
      // A late look counts as one at the moment before: its successor may then be a little early, never too late.
      const last = Math.max(0, indexAtOrAfter(lastMs + 1) - 1)
      return TIMES_MS[row?.[last] ?? LAST] ?? HORIZON_MS
    },
  }
}

/** The part of the mean wait that falls between two neighbouring looks, given by their indexes. */
function meanWait(readyBy: ReadyBy): (from: number, to: number) => number {
  const ready = Float64Array.from(TIMES_MS, readyBy)
  const moment = new Float64Array(TIMES_MS.length)
  for (let index = 1; index <= LAST; index += 1) {
    const middle = (at(TIMES_MS, index) + at(TIMES_MS, index - 1)) / 2
    moment[index] = at(moment, index - 1) + middle * (at(ready, index) - at(ready, index - 1))
  }
  return (from, to) =>
    at(TIMES_MS, to) * (at(ready, to) - at(ready, from)) - (at(moment, to) - at(moment, from))
}

function bestNextLooks(
  waitBetween: (from: number, to: number) => number,
  costsAfter: Float64Array,
  earliest: number,
): { choices: Int32Array; costs: Float64Array } {
  const choices = new Int32Array(TIMES_MS.length)
  const costs = new Float64Array(TIMES_MS.length)

  /** Fills `low` to `high`, whose choices are known to lie from `from` to `to`. */
  function fill(low: number, high: number, from: number, to: number): void {
    if (low > high) return
    const last = (low + high) >> 1
    const first = Math.min(LAST, Math.max(from, earliest, at(AFTER_GAP, last)))
    let best = first
    let bestCost = Number.POSITIVE_INFINITY
    for (let next = first; next <= Math.max(first, to); next += 1) {
      const cost = waitBetween(last, next) + at(costsAfter, next)
      if (cost < bestCost) {
        bestCost = cost
        best = next
      }
    }
    choices[last] = best
    costs[last] = bestCost
    fill(low, last - 1, from, best)
    fill(last + 1, high, best, to)
  }

  fill(0, LAST, 0, LAST)
  return { choices, costs }
}

function indexAtOrAfter(ms: number): number {
  let low = 0
  let high = LAST
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(TIMES_MS, middle) < ms) low = middle + 1
    else high = middle
  }
  return low
}

function at(list: Float64Array | Int32Array, index: number): number {
  return list[index] ?? 0
}

function* range(from: number, to: number, step: number): Generator<number> {
  for (let value = from; value < to; value += step) yield value
}
