/** Chance that can be repeated: every run takes its chances from one number, which is in the name of its test. */
import { seededRandom } from '../../../playground/rivya/seeded-random.ts'

/** Where `npm test` begins: a change is judged by the same runs before and after; new ones are `npm run chaos`'s to find. */
const USUAL_FIRST_SEED = 20_260_601

/**
 * `CHAOS_SEED` repeats one run; `CHAOS_RUNS` is how many there are, from a random seed on, for each one in `npm test`.
 *
 * @param usualRuns in `npm test`
 */
export function listSeeds(usualRuns: number): number[] {
  const { CHAOS_SEED: seed, CHAOS_RUNS: times } = process.env
  if (seed) return [Number(seed)]
  const first = times === undefined ? USUAL_FIRST_SEED : Math.floor(Math.random() * 1_000_000_000)
  return Array.from({ length: usualRuns * Number(times ?? 1) }, (_, index) => first + index)
}

export type Chance = {
  /** From 0 up to 1. */
  number: () => number
  /** A whole number from `min` to `max`, both included. */
  whole: (min: number, max: number) => number
  pick: <T>(from: readonly [T, ...T[]]) => T
  isHit: (probability: number) => boolean
}

export function createChance(seed: number): Chance {
  const number = seededRandom(seed)
  const whole = (min: number, max: number) => min + Math.floor(number() * (max - min + 1))
  return {
    number,
    whole,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    isHit: (probability) => number() < probability,
  }
}
