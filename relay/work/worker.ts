/**
 * Keeps generations moving: gives out free places, claims what is due, takes the steps side by side, keeps the leases
 * alive. A step that fails, or a database that is away, is logged and tried again; nothing ends the loop but `stop`.
 */
import type { Clock } from '../clock.ts'
import type { Log } from '../observe/log.ts'
import type { Database } from '../store/database.ts'
import type { GenerationRow } from '../store/tables/generations.ts'
import { admitWaiting } from '../store/work/admission.ts'
import { bringForward, claimDue, giveLeasesBack, readNextStepAt, renewLeases } from '../store/work/leases.ts'
import { saveStep } from '../store/work/steps.ts'
import { pauseMs } from './decisions/retry-pause.ts'
import type { TakeStep } from './steps/step-writer.ts'

type WorkerDependencies = {
  database: Database
  takeStep: TakeStep
  clock: Clock
  random: () => number
  log: Log
  /** The same that the steps write with. */
  owner: string
  maxInFlight: number
  leaseMs: number
}

export type Worker = {
  start: () => void
  /** Takes the steps that are due now and waits for them; for tests that move the clock by hand. */
  takeDueSteps: () => Promise<void>
  /** Waits for paid calls at most this long, breaks off what is free, and gives the leases back. */
  stop: (maxWaitMs: number) => Promise<void>
}

const STEPS_AT_ONCE = 16
/** Other replicas' work is noticed at the latest after this, should their news get lost. */
const LONGEST_SLEEP_MS = 1000
const SHORTEST_SLEEP_MS = 10

export function createWorker(dependencies: WorkerDependencies): Worker {
  const { database, takeStep, clock, random, log, owner, maxInFlight, leaseMs } = dependencies
  const held = new Map<string, Promise<void>>()
  const free = new AbortController()
  const paid = new AbortController()
  const signals = { free: free.signal, paid: paid.signal, rest }
  let resting = 0
  let loop: Promise<void> = Promise.resolve()
  let sleep = new AbortController()
  let latestNow = Number.POSITIVE_INFINITY

  const wake = () => sleep.abort()
  free.signal.addEventListener('abort', wake)

  async function rest<T>(waiting: Promise<T>): Promise<T> {
    resting += 1
    wake()
    try {
      return await waiting
    } finally {
      resting -= 1
    }
  }

  async function claim(): Promise<void> {
    const now = clock.now()
    // Set back since the last time, or perhaps before this relay's start.
    if (now < latestNow) await bringForward(database, owner, now)
    latestNow = now
    await admitWaiting(database, maxInFlight, now)
    const limit = STEPS_AT_ONCE - (held.size - resting)
    if (limit <= 0) return
    const due = await claimDue(database, { owner, now, leaseMs, limit, except: [...held.keys()] })
    if (free.signal.aborted) return
    for (const row of due) held.set(row.id, run(row))
  }

  async function run(row: GenerationRow): Promise<void> {
    try {
      await takeStep(row, signals)
    } catch (error) {
      log.error({ error, generation: row.id }, 'a step failed')
      await postpone(row)
    } finally {
      held.delete(row.id)
      wake()
    }
  }

  /** Otherwise the generation would be due again at once, for ever. */
  async function postpone(row: GenerationRow): Promise<void> {
    const now = clock.now()
    const setbacks = row.setbacks + 1
    const change = { setbacks, next_step_at: now + pauseMs(setbacks, random()) }
    try {
      await saveStep(database, row, { change, owner, now })
    } catch (error) {
      log.warn({ error, generation: row.id }, 'could not postpone a step; its lease will run out')
    }
  }

  async function keepClaiming(): Promise<void> {
    while (!free.signal.aborted) {
      sleep = new AbortController()
      await clock.wait(await claimSafely(), sleep.signal)
    }
  }

  /** @returns milliseconds until there may be more to do */
  async function claimSafely(): Promise<number> {
    try {
      await claim()
      const next = (await readNextStepAt(database, [...held.keys()])) ?? Number.POSITIVE_INFINITY
      return Math.min(Math.max(next - clock.now(), SHORTEST_SLEEP_MS), LONGEST_SLEEP_MS)
    } catch (error) {
      log.error({ error }, 'could not claim work; trying again')
      return LONGEST_SLEEP_MS
    }
  }

  async function keepLeases(): Promise<void> {
    while (!paid.signal.aborted) {
      await clock.wait(leaseMs / 3, paid.signal)
      const ids = [...held.keys()]
      if (ids.length === 0 || paid.signal.aborted) continue
      try {
        await renewLeases(database, { owner, ids, until: clock.now() + leaseMs })
      } catch (error) {
        log.warn({ error }, 'could not renew leases')
      }
    }
  }

  return {
    start() {
      const stopListening = database.changes.onAny(wake)
      loop = Promise.all([keepClaiming().finally(stopListening), keepLeases()]).then(() => undefined)
    },

    async takeDueSteps() {
      await claim()
      await Promise.all(held.values())
    },

    async stop(maxWaitMs) {
      free.abort()
      const patience = new AbortController()
      const steps = Promise.all(held.values())
      await Promise.race([steps, clock.wait(maxWaitMs, patience.signal)])
      patience.abort()
      paid.abort()
      await Promise.all([steps, loop])
      try {
        await giveLeasesBack(database, owner)
      } catch (error) {
        log.warn({ error }, 'could not give the leases back; they will run out')
      }
    },
  }
}
