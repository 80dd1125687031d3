/**
 * How long a finished image waits to be seen: the relay's schedule, learning as it goes, beside "after 2.5 s, then
 * every 5 s" and beside the best schedule that knows the true distribution and keeps the same rules.
 */
import { seededRandom } from '../../playground/rivya/seeded-random.ts'
import { makeSchedule, type Schedule } from '../../relay/work/schedule/poll-schedule.ts'
import type { Sighting } from '../../relay/work/schedule/sighting.ts'
import { bestMeanWaitMs } from './best-schedule.ts'
import { type Distribution, driftingMedianMs, logNormal, NAMED_DISTRIBUTIONS } from './durations.ts'

const HORIZON_MS = 240_000
/** Nothing in the drift takes longer, and the best schedule is found sooner. */
const DRIFT_HORIZON_MS = 100_000
/** What the times mean that a service tells: the end of the task, the moment of the answer; or it tells none. */
export const SERVICE_CLOCKS = ['of the task', 'of the answer', 'none'] as const
type ServiceClock = (typeof SERVICE_CLOCKS)[number]

const FIXED_LOOKS = Array.from({ length: HORIZON_MS / 5000 }, (_, index) => 2500 + index * 5000)

type Looked = { meanWaitMs: number; meanLooks: number }

type Measured = {
  name: string
  fixed: Looked
  /** Means over histories of so many results, by their number. */
  learned: Map<number, Looked>
  bestWaitMs: number
}

/**
 * @param counts numbers of results seen before the schedule is judged
 * @param histories how many random histories are averaged; the schedule is then judged against the whole distribution
 * @param clock every result is seen as the relay would see it: between two looks, with what the service says of it
 */
export function measure(
  name: string,
  distribution: Distribution,
  counts: number[],
  histories: number,
  clock: ServiceClock,
): Measured {
  const learned = new Map(counts.map((count) => [count, { meanWaitMs: 0, meanLooks: 0 }]))
  for (let run = 0; run < histories; run += 1) {
    const random = seededRandom(run + 1)
    const seen: Sighting[] = []
    let looks: number[] = []
    for (let count = 0; count <= Math.max(...counts); count += 1) {
      if (count <= 10 || count % 4 === 0 || counts.includes(count)) looks = looksOf(scheduleAfter(seen))
      const sums = learned.get(count)
      if (sums !== undefined) add(sums, judge(looks, distribution), 1 / histories)
      seen.unshift(see(distribution.sample(random), looks, clock))
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
    const seen: Sighting[] = []
    let looks = looksOf(scheduleAfter(seen))
    for (const { count, distribution } of moments) {
      while (seen.length < count) {
        const medianMs = driftingMedianMs(seen.length)
        seen.unshift(see(logNormal(medianMs, medianMs * 1.4).sample(random), looks, 'none'))
        if (seen.length % 5 === 0) looks = looksOf(scheduleAfter(seen))
      }
      looks = looksOf(scheduleAfter(seen))
      add(total.learned.get(50), judge(looks, distribution), share)
    }
  }
  return total
}

/**
 * A service that is suddenly faster, after 60 results at the old speed: mean wait beside the best possible, for the first task
 * at the new speed and 50 results later. Looks that come late find every task done, which must not confirm them.
 */
export function measureChange(
  fromMedianMs: number,
  toMedianMs: number,
  clock: ServiceClock,
  histories: number,
): { before: number; after: number } {
  const old = logNormal(fromMedianMs, fromMedianMs * 1.4)
  const fast = logNormal(toMedianMs, toMedianMs * 1.4)
  const bestWaitMs = bestMeanWaitMs(fast.readyBy, DRIFT_HORIZON_MS)
  const ratios = { before: 0, after: 0 }
  for (let run = 0; run < histories; run += 1) {
    const random = seededRandom(run + 1)
    const seen: Sighting[] = []
    let looks: number[] = []
    for (let count = 0; count < 110; count += 1) {
      if (count % 2 === 0) looks = looksOf(scheduleAfter(seen))
      if (count === 60) ratios.before += judge(looks, fast).meanWaitMs / bestWaitMs / histories
      seen.unshift(see((count < 60 ? old : fast).sample(random), looks, clock))
    }
    ratios.after += judge(looksOf(scheduleAfter(seen)), fast).meanWaitMs / bestWaitMs / histories
  }
  return ratios
}

/** As the relay makes it when only one kind of task was seen: the broader groups then hold the same results again. */
function scheduleAfter(seen: Sighting[]): Schedule {
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

/** A task as the relay sees it by these looks. */
function see(durationMs: number, looks: readonly number[], clock: ServiceClock): Sighting {
  const index = looks.findIndex((look) => look >= durationMs)
  const foundMs = looks[index] ?? HORIZON_MS
  const notYetMs = looks[index - 1] ?? 0
  const told = (endMs: number, lookMs: number) =>
    clock === 'none' ? null : clock === 'of the task' ? endMs : lookMs
  const saidBeforeMs = notYetMs === 0 ? null : told(1000, notYetMs)
  return { notYetMs, foundMs, saidMs: told(durationMs, foundMs), saidBeforeMs, toldMs: null }
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
  const measured = NAMED_DISTRIBUTIONS.flatMap(({ name, distribution }) =>
    SERVICE_CLOCKS.map((clock) => measure(`${name}; ${clock}`, distribution, [...early, 50], 12, clock)),
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
    'Each beside what the times mean that the service tells: the end of the task, the moment of the answer, or it tells none.',
    '',
    '| durations; times | fixed schedule | first ten | after 50 | best possible | ratio | looks: ours / fixed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n')
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2)
}

if (import.meta.main) console.log(await run())
