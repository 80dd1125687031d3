import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Clock, systemClock } from '../../../relay/clock.ts'
import { createLog } from '../../../relay/log.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import type { TakeStep } from '../../../relay/work/take-step.ts'
import { createWorker, type Worker } from '../../../relay/work/worker.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { accept, addToken, NOON, readRow } from '../support/samples.ts'

let directory: string
let database: Database
let id: string

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-loop-'))
  database = await openDatabase({ kind: 'sqlite', directory })
  const token = await addToken(database)
  id = (await accept(database, token.id)).id
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

function makeWorker(takeStep: TakeStep, clock: Clock, leaseMs: number): Worker {
  const log = createLog('silent')
  return createWorker({
    database,
    takeStep,
    clock,
    random: () => 0,
    log,
    owner: 'me',
    maxInFlight: 6,
    leaseMs,
  })
}

const LEASE_MS = 3000

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
  await vi.waitFor(() => expect(takeStep).toHaveBeenCalledTimes(1))
  clock.advance(10_000)
  const second = worker.takeDueSteps()
  // The lease is claimed anew, so this round has seen the row.
  await vi.waitFor(async () => expect((await readRow(database, id)).lease_until).toBe(NOON + 20_000))
  end()
  await Promise.all([first, second])
  expect(takeStep).toHaveBeenCalledTimes(1)
})

it('keeps the lease of a step that takes long, and lets it go when it stops', async () => {
  const { takeStep, end } = makeSlowStep()
  const worker = makeWorker(takeStep, systemClock, LEASE_MS)
  worker.start()
  await vi.waitFor(() => expect(takeStep).toHaveBeenCalledTimes(1))
  const leaseOf = async () => (await readRow(database, id)).lease_until ?? 0
  const lease = await leaseOf()
  await vi.waitFor(async () => expect(await leaseOf()).toBeGreaterThan(lease), 10_000)
  // Before it has run out: otherwise another relay could have claimed it.
  expect(await leaseOf()).toBeLessThan(lease + LEASE_MS)
  end()
  await worker.stop(1000)
  expect(await readRow(database, id)).toMatchObject({ lease_owner: null, lease_until: null })
  expect(takeStep).toHaveBeenCalledTimes(1)
})

it('tells a step to break off what is free at once, and what is paid after the patience', async () => {
  const seen: string[] = []
  const takeStep: TakeStep = (_, { free, paid }) =>
    new Promise((resolve) => {
      free.addEventListener('abort', () => seen.push('free'))
      paid.addEventListener('abort', () => {
        seen.push('paid')
        resolve()
      })
    })
  const worker = makeWorker(takeStep, createManualClock(NOON), 10_000)
  const round = worker.takeDueSteps()
  await vi.waitFor(async () => expect((await readRow(database, id)).lease_owner).toBe('me'))
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
