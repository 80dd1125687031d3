import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Clock, systemClock } from '../../../relay/clock.ts'
import { createLog } from '../../../relay/observe/log.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { saveStep } from '../../../relay/store/work/steps.ts'
import type { TakeStep } from '../../../relay/work/steps/step-writer.ts'
import { createWorker, type Worker } from '../../../relay/work/worker.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { accept, addToken, NOON, readRow } from '../support/samples.ts'

let directory: string
let database: Database
let personId: string
let id: string

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-loop-'))
  database = await openDatabase({ kind: 'sqlite', directory })
  personId = (await addToken(database)).id
  id = (await accept(database, personId)).id
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

function makeWorker(takeStep: TakeStep, clock: Clock, leaseMs: number, owner = 'me'): Worker {
  const log = createLog('silent')
  return createWorker({
    database,
    takeStep,
    clock,
    random: () => 0,
    log,
    owner,
    maxInFlight: 6,
    leaseMs,
  })
}

/** A step that ends when it is told to. */
function makeSlowStep() {
  let end: () => void = () => undefined
  const takeStep = vi.fn<TakeStep>(
    () =>
      new Promise<void>((resolve) => {
        end = resolve
      }),
  )
  return { takeStep, end: () => end() }
}

it('does not begin a step again that is still under way, even when its lease has run out', async () => {
  const clock = createManualClock(NOON)
  const { takeStep, end } = makeSlowStep()
  const worker = makeWorker(takeStep, clock, 10_000)
  const first = worker.takeDueSteps()
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(1)
  clock.advance(10_000)
  const other = await accept(database, personId)
  takeStep.mockResolvedValue(undefined)
  const second = worker.takeDueSteps()
  // This round has come by the first one, too.
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(2)
  expect(takeStep.mock.calls.map(([row]) => row.id)).toEqual([id, other.id])
  end()
  await Promise.all([first, second])
  expect(takeStep).toHaveBeenCalledTimes(2)
})

it('lets a step that others have taken over meanwhile write nothing, not even once it is due again', async () => {
  const clock = createManualClock(NOON)
  let thaw: () => void = () => undefined
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve
  })
  const written: unknown[] = []
  const takeStep = vi.fn<TakeStep>(async (row) => {
    if (row.id !== id) return
    await thawed
    const change = { status: 'unknown', next_step_at: null } as const
    written.push(await saveStep(database, row, { change, owner: 'me', now: clock.now() }))
  })
  const frozen = makeWorker(takeStep, clock, 10_000)
  const first = frozen.takeDueSteps()
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(1)

  clock.advance(10_000)
  const goOn: TakeStep = async (row) => {
    const change = { status: 'processing', next_step_at: clock.now() } as const
    await saveStep(database, row, { change, owner: 'heir', now: clock.now() })
  }
  await makeWorker(goOn, clock, 10_000, 'heir').takeDueSteps()
  await accept(database, personId)
  const second = frozen.takeDueSteps()
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(2)
  thaw()
  await Promise.all([first, second])
  expect(written).toEqual([null])
  expect((await readRow(database, id)).status).toBe('processing')
})

it('sleeps on while all that is due is what it still has a step under way for', async () => {
  let now = NOON
  const slept: number[] = []
  const clock: Clock = {
    now: () => now,
    wait(ms, signal) {
      slept.push(ms)
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve())
        if (signal.aborted) resolve()
      })
    },
  }
  const { takeStep, end } = makeSlowStep()
  const worker = makeWorker(takeStep, clock, 10_000)
  worker.start()
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(1)
  now += 10_000
  takeStep.mockResolvedValue(undefined)
  // News of another one wakes the worker.
  await accept(database, personId)
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(2)
  await expect.poll(() => slept.filter((ms) => ms === 1000).length).toBeGreaterThan(1)
  expect(Math.min(...slept)).toBe(1000)
  end()
  await worker.stop(0)
})

it('keeps the lease of a step that takes long, and lets it go when it stops', async () => {
  let now = NOON
  const waits: { until: number; end: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        waits.push({ until: now + ms, end: resolve })
        signal.addEventListener('abort', () => resolve())
        if (signal.aborted) resolve()
      }),
  }
  const { takeStep, end } = makeSlowStep()
  const worker = makeWorker(takeStep, clock, 9000)
  worker.start()
  await expect.poll(() => takeStep).toHaveBeenCalledTimes(1)
  const leaseOf = async () => (await readRow(database, id)).lease_until
  expect(await leaseOf()).toBe(NOON + 9000)
  // Before it has run out: otherwise another relay could have claimed it.
  now += 3000
  for (const wait of waits) if (wait.until <= now) wait.end()
  await expect.poll(leaseOf).toBe(now + 9000)
  end()
  await worker.stop(1000)
  expect(await readRow(database, id)).toMatchObject({ lease_owner: null, lease_until: null })
  expect(takeStep).toHaveBeenCalledTimes(1)
})

it('tells a step to break off what is free at once, and what is paid after the patience', async () => {
  const seen: string[] = []
  const takeStep = vi.fn<TakeStep>(
    (_, { free, paid }) =>
      new Promise((resolve) => {
        free.addEventListener('abort', () => seen.push('free'))
        paid.addEventListener('abort', () => {
          seen.push('paid')
          resolve()
        })
      }),
  )
  const worker = makeWorker(takeStep, createManualClock(NOON), 10_000)
  const round = worker.takeDueSteps()
  // Its lease alone says only that it is claimed.
  await expect.poll(() => takeStep).toHaveBeenCalledOnce()
  await worker.stop(1000)
  await round
  expect(seen).toEqual(['free', 'paid'])
})

it('postpones a step that fails, longer each time', async () => {
  const clock = createManualClock(NOON)
  const takeStep = vi.fn<TakeStep>().mockRejectedValue(new Error('a fault'))
  const worker = makeWorker(takeStep, clock, 10_000)
  await worker.takeDueSteps()
  expect(await readRow(database, id)).toMatchObject({
    setbacks: 1,
    next_step_at: NOON + 2000,
    lease_owner: null,
  })
  clock.advance(1999)
  await worker.takeDueSteps()
  expect(takeStep).toHaveBeenCalledTimes(1)
  clock.advance(1)
  await worker.takeDueSteps()
  expect(await readRow(database, id)).toMatchObject({ setbacks: 2, next_step_at: NOON + 6000 })
})

it('begins sixteen steps at once, and another for each that only waits, as long as it does', async () => {
  let endRest: () => void = () => undefined
  const resting = new Promise<void>((resolve) => {
    endRest = resolve
  })
  let endWork: () => void = () => undefined
  const working = new Promise<void>((resolve) => {
    endWork = resolve
  })
  const takeStep = vi.fn<TakeStep>(async (_row, { rest }) => {
    await rest(resting)
    await working
  })
  for (let count = 1; count < 40; count += 1) await accept(database, personId)
  // In this state none needs a place at Rivya.
  const due = { status: 'downloading', next_step_at: NOON } as const
  await database.query.updateTable('generations').set(due).execute()
  const worker = makeWorker(takeStep, createManualClock(NOON), 10_000)
  const rounds: Promise<void>[] = []
  for (const begun of [16, 32, 40]) {
    rounds.push(worker.takeDueSteps())
    await expect.poll(() => takeStep.mock.calls.length).toBe(begun)
  }
  endRest()
  const late = await accept(database, personId)
  await database.query.updateTable('generations').set(due).where('id', '=', late.id).execute()
  rounds.push(worker.takeDueSteps())
  // Long enough for it to be claimed.
  await systemClock.wait(100, new AbortController().signal)
  expect(takeStep).toHaveBeenCalledTimes(40)
  endWork()
  await Promise.all(rounds)
  await worker.takeDueSteps()
  expect(takeStep.mock.calls.map(([row]) => row.id)).toContain(late.id)
})
