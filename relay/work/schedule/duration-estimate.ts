/**
 * How long a task will likely take, from between which looks tasks ended: a smooth distribution that starts from a broad
 * guess and follows what is seen. Recent tasks weigh more, since a service gets faster and slower. Everything is in
 * logarithms of time, in which durations are spread evenly.
 *
 * A task that ended between two looks counts for every duration between them, as much as the distribution itself finds
 * each likely. That is Turnbull's self-consistent estimator for interval-censored data, smoothed in every round (EMS:
 * Silverman, Jones, Wilson and Nychka 1990) so that few intervals do not become few spikes.
 */
import { believesTimes, boundsOf, type Sighting } from './sighting.ts'

/**
 * Newest first: of tasks just like this one, then of broader and broader groups. A broader group may hold a narrower
 * one's results again.
 */
export type DurationHistory = readonly (readonly Sighting[])[]

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
/** Rounds after which the distribution no longer moves visibly. */
const ROUNDS = 12

/**
 * The guess before anything is seen: about the 15 and 20 seconds that resellers of the model name, and something
 * quite different with a good chance. Broad, so that it is not worse than evenly spaced looks when it is wrong.
 */
const GUESS = [
  { weight: 0.6, medianMs: 15_000, spread: 0.5 },
  { weight: 0.4, medianMs: 20_000, spread: 1.2 },
]

/** Cells of the logarithm of time, from half a second to an hour; what lies outside counts for the outermost. */
const FROM = Math.log(500)
const CELL = 0.025
const CELLS = Math.ceil((Math.log(3_600_000) - FROM) / CELL)

export function estimateDurations(history: DurationHistory): ReadyBy {
  const isBelieved = believesTimes(history.at(-1) ?? [])
  const chances = history.reduceRight<Float64Array>(
    (broader, sightings) => narrowDown(broader, sightings, isBelieved),
    guess(),
  )
  return cumulate(chances)
}

function guess(): Float64Array {
  const readyBy = (log: number) =>
    GUESS.reduce(
      (sum, { weight, medianMs, spread }) => sum + weight * normalCdf((log - Math.log(medianMs)) / spread),
      0,
    )
  return normalised(
    Float64Array.from({ length: CELLS }, (_, cell) => {
      const log = FROM + cell * CELL
      return readyBy(log + CELL) - readyBy(log)
    }),
  )
}

/** What a broader group says, corrected by a narrower one the more, the more there is of it. */
function narrowDown(
  broader: Float64Array,
  sightings: readonly Sighting[],
  isBelieved: boolean,
): Float64Array {
  const spans = sightings
    .filter(({ foundMs }) => foundMs > 0)
    .slice(0, MAX_USED)
    .map((sighting, index) => toSpan(boundsOf(sighting, isBelieved), 0.5 ** (index / HALF_LIFE)))
  if (spans.length === 0) return broader
  const total = sum(spans.map(({ weight }) => weight))
  const effective = total ** 2 / sum(spans.map(({ weight }) => weight ** 2))
  const share = effective / (effective + BROADER_WEIGHT)
  let chances = broader
  for (let round = 0; round < ROUNDS; round += 1) {
    const { own, means } = shareOut(spans, chances, total)
    const smooth = smoothed(own, kernelWidth(means, spans, total, effective))
    chances = broader.map((chance, cell) => (1 - share) * chance + share * (smooth[cell] ?? 0))
  }
  return chances
}

/** First and last cell of an interval. A known duration is an interval of one cell. */
type Span = { first: number; last: number; weight: number }

function toSpan([low, high]: [number, number], weight: number): Span {
  return { first: cellOf(low), last: cellOf(high), weight }
}

function cellOf(ms: number): number {
  return Math.min(CELLS - 1, Math.max(0, Math.floor((Math.log(Math.max(1, ms)) - FROM) / CELL)))
}

/** Each result spread over its interval as the chances have it, and where its mean then lies. */
function shareOut(spans: readonly Span[], chances: Float64Array, total: number) {
  const own = new Float64Array(CELLS)
  const means: number[] = []
  for (const { first, last, weight } of spans) {
    let inside = 0
    let moment = 0
    for (let cell = first; cell <= last; cell += 1) {
      const chance = (chances[cell] ?? 0) + 1e-12
      inside += chance
      moment += chance * cell
    }
    means.push(FROM + (moment / inside + 0.5) * CELL)
    for (let cell = first; cell <= last; cell += 1) {
      own[cell] = (own[cell] ?? 0) + (weight * ((chances[cell] ?? 0) + 1e-12)) / inside / total
    }
  }
  return { own, means }
}

function kernelWidth(logs: number[], spans: readonly Span[], total: number, effective: number): number {
  const weightOf = (index: number) => spans[index]?.weight ?? 0
  const mean = sum(logs.map((log, index) => log * weightOf(index))) / total
  const variance = sum(logs.map((log, index) => (log - mean) ** 2 * weightOf(index))) / total
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

/** By a normal kernel; what would leave at an end stays in its outermost cell. */
function smoothed(chances: Float64Array, width: number): Float64Array {
  const reach = Math.ceil((3 * width) / CELL)
  const kernel = normalised(
    Float64Array.from({ length: 2 * reach + 1 }, (_, index) =>
      Math.exp(-0.5 * (((index - reach) * CELL) / width) ** 2),
    ),
  )
  const smooth = new Float64Array(CELLS)
  for (let cell = 0; cell < CELLS; cell += 1) {
    const chance = chances[cell] ?? 0
    if (chance === 0) continue
    for (let index = 0; index < kernel.length; index += 1) {
      const to = Math.min(CELLS - 1, Math.max(0, cell + index - reach))
      smooth[to] = (smooth[to] ?? 0) + chance * (kernel[index] ?? 0)
    }
  }
  return smooth
}

function cumulate(chances: Float64Array): ReadyBy {
  const ready = new Float64Array(CELLS + 1)
  for (let cell = 0; cell < CELLS; cell += 1) ready[cell + 1] = (ready[cell] ?? 0) + (chances[cell] ?? 0)
  return (ms) => {
    if (ms <= 0) return 0
    const place = (Math.log(ms) - FROM) / CELL
    if (place <= 0) return 0
    if (place >= CELLS) return 1
    const cell = Math.floor(place)
    return (ready[cell] ?? 0) + (place - cell) * (chances[cell] ?? 0)
  }
}

function normalised(values: Float64Array): Float64Array {
  const total = values.reduce((all, value) => all + value, 0)
  return values.map((value) => value / total)
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
