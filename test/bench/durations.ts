/** Distributions of task durations to try schedules on. */

export type Distribution = {
  /** Milliseconds, from numbers between 0 and 1. */
  sample: (random: () => number) => number
  /** The probability of being ready so many milliseconds after submission. */
  readyBy: (ms: number) => number
}

const Z_95 = 1.6449

/** By its median and 95th percentile. */
export function logNormal(medianMs: number, p95Ms: number): Distribution {
  const spread = Math.log(p95Ms / medianMs) / Z_95
  return {
    sample: (random) => medianMs * Math.exp(spread * normal(random)),
    readyBy: (ms) => (ms <= 0 ? 0 : normalCdf(Math.log(ms / medianMs) / spread)),
  }
}

/** `share` of the tasks as in `one`, the others as in `other`. */
function mixture(share: number, one: Distribution, other: Distribution): Distribution {
  return {
    sample: (random) => (random() < share ? one : other).sample(random),
    readyBy: (ms) => share * one.readyBy(ms) + (1 - share) * other.readyBy(ms),
  }
}

export const NAMED_DISTRIBUTIONS: { name: string; distribution: Distribution }[] = [
  { name: 'median 16.6 s, 95 % within 21.7 s', distribution: logNormal(16_600, 21_700) },
  { name: 'median 14.1 s, 95 % within 38.2 s', distribution: logNormal(14_100, 38_200) },
  { name: 'median 15 s, 95 % within 28 s', distribution: logNormal(15_000, 28_000) },
  {
    name: 'bimodal: 60 % about 9 s, 40 % about 27 s',
    distribution: mixture(0.6, logNormal(9000, 12_000), logNormal(27_000, 36_000)),
  },
]

/** The median after so many results of a service that slows down from 12 to 24 s. */
export function driftingMedianMs(count: number): number {
  return 12_000 + 12_000 * Math.min(1, count / 200)
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Abramowitz and Stegun 26.2.17, exact to 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const upper = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly
  return z < 0 ? upper : 1 - upper
}
