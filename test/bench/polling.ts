/**
 * How long a finished image waits to be seen: the relay's schedule, learning as it goes, beside "after 2.5 s, then
 * every 5 s" and beside the best schedule that knows the true distribution and keeps the same rules.
 */
import { makeSchedule, type Schedule } from '../../relay/work/poll-schedule.ts'
import { bestMeanWaitMs } from './best-schedule.ts'
import {
  type Distribution,
  driftingMedianMs,
  logNormal,
  NAMED_DISTRIBUTIONS,
  seededRandom,
} from './durations.ts'

const HORIZON_MS = 240_000
/** Nothing in the drift takes longer, and the best schedule is found sooner. */
const DRIFT_HORIZON_MS = 100_000
const FIXED_LOOKS = Array.from({ length: HORIZON_MS / 5000 }, (_, index) => 2500 + index * 5000)

export type Looked = { meanWaitMs: number; meanLooks: number }

export type Measured = {
  name: string
  fixed: Looked
  /** Means over histories of so many results, by their number. */
  learned: Map<number, Looked>
  bestWaitMs: number
}

/**
 * @param counts numbers of results seen before the schedule is judged
 * @param histories how many random histories are averaged; the schedule is then judged against the whole distribution
 */
export function measure(
  name: string,
  distribution: Distribution,
  counts: number[],
  histories: number,
): Measured {
  const learned = new Map(counts.map((count) => [count, { meanWaitMs: 0, meanLooks: 0 }]))
  for (let run = 0; run < histories; run += 1) {
    const random = seededRandom(run + 1)
    const seen: number[] = []
    for (let count = 0; count <= Math.max(...counts); count += 1) {
      const sums = learned.get(count)
      if (sums !== undefined) {
        const looked = judge(looksOf(scheduleAfter(seen)), distribution)
        sums.meanWaitMs += looked.meanWaitMs / histories
        sums.meanLooks += looked.meanLooks / histories
      }
      seen.unshift(distribution.sample(random))
    }
  }
  const bestWaitMs = bestMeanWaitMs(distribution.readyBy, HORIZON_MS)
  return { name, fixed: judge(FIXED_LOOKS, distribution), learned, bestWaitMs }
}

/** A service that takes ever longer: each schedule has seen what was, and is judged by what is. */
export function measureDrift(histories: number): Measured {
  const total: Measured = {
    name: 'median drifting from 12 to 24 s over 200 results',
    fixed: { meanWaitMs: 0, meanLooks: 0 },
    learned: new Map([[50, { meanWaitMs: 0, meanLooks: 0 }]]),
    bestWaitMs: 0,
  }
  const moments = Array.from({ length: 16 }, (_, index) => {
    const count = 50 + index * 10
    const distribution = logNormal(driftingMedianMs(count), driftingMedianMs(count) * 1.4)
    return { count, distribution, bestWaitMs: bestMeanWaitMs(distribution.readyBy, DRIFT_HORIZON_MS) }
  })
  for (const { distribution, bestWaitMs } of moments) {
    add(total.fixed, judge(FIXED_LOOKS, distribution), 1 / moments.length)
    total.bestWaitMs += bestWaitMs / moments.length
  }
  const share = 1 / (histories * moments.length)
  for (let run = 0; run < histories; run += 1) {
    const random = seededRandom(run + 1)
    const seen: number[] = []
    for (const { count, distribution } of moments) {
      while (seen.length < count) {
        const medianMs = driftingMedianMs(seen.length)
        seen.unshift(logNormal(medianMs, medianMs * 1.4).sample(random))
      }
      add(total.learned.get(50), judge(looksOf(scheduleAfter(seen)), distribution), share)
    }
  }
  return total
}

/** As the relay makes it when only one kind of task was seen: the broader groups then hold the same results again. */
function scheduleAfter(seen: number[]): Schedule {
  return makeSchedule([seen, seen, seen])
}

function add(sums: Looked | undefined, looked: Looked, share: number): void {
  if (sums === undefined) return
  sums.meanWaitMs += looked.meanWaitMs * share
  sums.meanLooks += looked.meanLooks * share
}

function looksOf(schedule: Schedule): number[] {
  const looks: number[] = []
  for (let last = 0; last < HORIZON_MS; looks.push(last)) {
    const lastLookAt = looks.length === 0 ? null : last
    last = schedule.nextLookAt({ submittedAt: 0, looks: looks.length, lastLookAt, now: 0 })
  }
  return looks
}

const STEP_MS = 50

/** Exact but for the step: every possible duration, weighed by its probability. */
function judge(looks: number[], { readyBy }: Distribution): Looked {
  let next = 0
  let meanWaitMs = 0
  let meanLooks = 0
  for (let ms = STEP_MS; ms <= HORIZON_MS; ms += STEP_MS) {
    const middle = ms - STEP_MS / 2
    while ((looks[next] ?? HORIZON_MS) < middle) next += 1
    const probability = readyBy(ms) - readyBy(ms - STEP_MS)
    meanWaitMs += probability * ((looks[next] ?? HORIZON_MS) - middle)
    meanLooks += probability * (next + 1)
  }
  return { meanWaitMs, meanLooks }
}

/** @returns a Markdown section with its table */
export async function run(): Promise<string> {
  const early = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  const measured = NAMED_DISTRIBUTIONS.map(({ name, distribution }) =>
    measure(name, distribution, [...early, 50], 12),
  )
  const rows = [...measured, measureDrift(4)].map(({ name, fixed, learned, bestWaitMs }) => {
    const after = learned.get(50) ?? fixed
    const first = early.flatMap((count) => learned.get(count)?.meanWaitMs ?? [])
    const firstMs = first.length === 0 ? null : first.reduce((sum, each) => sum + each, 0) / first.length
    return [
      name,
      seconds(fixed.meanWaitMs),
      firstMs === null ? 'n/a' : seconds(firstMs),
      seconds(after.meanWaitMs),
      seconds(bestWaitMs),
      (after.meanWaitMs / bestWaitMs).toFixed(2),
      `${after.meanLooks.toFixed(1)} / ${fixed.meanLooks.toFixed(1)}`,
    ]
  })
  return [
    '## Wait between "ready" and "seen"',
    '',
    'Mean wait in seconds. "First ten" is the mean over the first ten results of a kind, "after 50" is after 50 results.',
    'The ratio is "after 50" to the best possible; the aim is at most 1.15, and never more wait or looks than fixed.',
    '',
    '| durations | fixed schedule | first ten | after 50 | best possible | ratio | looks: ours / fixed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n')
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

if (import.meta.main) console.log(await run())
