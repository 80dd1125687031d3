/**
 * How long a task will likely take, from how long tasks took: a smooth distribution that starts from a broad guess and
 * follows what is seen. Recent tasks weigh more, since a service gets faster and slower. Everything is in logarithms
 * of time, in which durations are spread evenly.
 */

/**
 * Durations in milliseconds, newest first: of tasks just like this one, then of broader and broader groups. A broader
 * group may hold a narrower one's results again.
 */
export type DurationHistory = readonly (readonly number[])[]

/** The probability that a task is ready `ms` after its submission. */
export type ReadyBy = (ms: number) => number

/** After so many newer results a result weighs half. Slower forgetting lags behind a drift, faster is noisier. */
const HALF_LIFE = 20
/** Older results weigh less than a fiftieth together. */
const MAX_USED = 120
/** A group's broader one counts like so many results of its own. */
const BROADER_WEIGHT = 3
/** Spread of the logarithm that is assumed until results show theirs, and how many results that assumption is worth. */
const ASSUMED_SPREAD = 0.6
const ASSUMED_SPREAD_WEIGHT = 4
/** The kernel's width beside the spread of the results, at one result; it shrinks as n^(-1/5) (Silverman). */
const KERNEL_WIDTH = 0.7
const MIN_KERNEL_WIDTH = 0.03

/**
 * The guess before anything is seen: about the 15 and 20 seconds that resellers of the model name, and something
 * quite different with a good chance. Broad, so that it is not worse than evenly spaced looks when it is wrong.
 */
const GUESS = [
  { weight: 0.6, medianMs: 15_000, spread: 0.5 },
  { weight: 0.4, medianMs: 20_000, spread: 1.2 },
]

export function estimateDurations(history: DurationHistory): ReadyBy {
  return history.reduceRight<ReadyBy>(narrowDown, guess)
}

function guess(ms: number): number {
  const total = GUESS.reduce(
    (sum, { weight, medianMs, spread }) => sum + weight * normalCdf(Math.log(ms / medianMs) / spread),
    0,
  )
  return ms <= 0 ? 0 : total
}

/** What a broader group says, corrected by a narrower one the more, the more there is of it. */
function narrowDown(broader: ReadyBy, durationsMs: readonly number[]): ReadyBy {
  const logs = durationsMs
    .filter((ms) => ms > 0)
    .slice(0, MAX_USED)
    .map(Math.log)
  if (logs.length === 0) return broader
  const weights = logs.map((_, index) => 0.5 ** (index / HALF_LIFE))
  const total = sum(weights)
  const effective = total ** 2 / sum(weights.map((weight) => weight ** 2))
  const width = kernelWidth(logs, weights, total, effective)
  const share = effective / (effective + BROADER_WEIGHT)
  return (ms) => {
    if (ms <= 0) return 0
    const log = Math.log(ms)
    let own = 0
    logs.forEach((each, index) => {
      own += (weights[index] ?? 0) * normalCdf((log - each) / width)
    })
    return (1 - share) * broader(ms) + (share * own) / total
  }
}

function kernelWidth(logs: number[], weights: number[], total: number, effective: number): number {
  const mean = sum(logs.map((log, index) => log * (weights[index] ?? 0))) / total
  const variance = sum(logs.map((log, index) => (log - mean) ** 2 * (weights[index] ?? 0))) / total
  const assumed = ASSUMED_SPREAD ** 2 * ASSUMED_SPREAD_WEIGHT
  const spread = Math.sqrt(
    (robustVariance(logs, variance) * effective + assumed) / (effective + ASSUMED_SPREAD_WEIGHT),
  )
  return Math.max(MIN_KERNEL_WIDTH, KERNEL_WIDTH * spread * effective ** -0.2)
}

/** A few stragglers widen the variance but not the middle half, on which the looks have to be right. */
function robustVariance(logs: number[], variance: number): number {
  if (logs.length < 8) return variance
  const sorted = [...logs].sort((one, other) => one - other)
  const quartile = (part: number) => sorted[Math.floor(sorted.length * part)] ?? 0
  const spread = (quartile(0.75) - quartile(0.25)) / 1.34
  return spread > 0 ? Math.min(variance, spread ** 2) : variance
}

/** Abramowitz and Stegun 7.1.26, exact to 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const upper = 0.5 * poly * Math.exp(-x * x)
  return z < 0 ? upper : 1 - upper
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
