/** The built relay, killed with SIGKILL at every named step and at random, on one SQLite database. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REPLAY_WINDOW_MS } from '../../relay/work/decisions/decide-submission.ts'
import { checkBooks, TASK_FAILS } from './support/check-books.ts'
import type { Fault } from './support/fault-proxy.ts'
import { type Kill, MOMENTS, planRandomKills, STORE_MOMENTS } from './support/kill-plan.ts'
import { pressMany } from './support/press-many.ts'
import { createRandomFaults, createRandomStoreFaults } from './support/random-faults.ts'
import { buildRelay } from './support/relay-process.ts'
import { createChance, listSeeds } from './support/seeds.ts'
import { openWorld, type WorldOptions } from './support/world.ts'

let builtIn = ''
beforeAll(async () => {
  builtIn = await buildRelay()
})
afterAll(() => rm(builtIn, { recursive: true }))

type RunOptions = Partial<WorldOptions> & { imagesEach?: number; doomed?: number }

/** @param doomed of the images, so many fail at Rivya */
async function runAndCheck({ imagesEach = 2, doomed = 0, ...options }: RunOptions) {
  const pass = (): Fault => ({ kind: 'pass' })
  const world = await openWorld({ builtIn, kills: [], choose: pass, callerCount: 2, ...options })
  const startedAt = world.relay.now()
  if (doomed > 0) world.standIn.addFaults({ ...TASK_FAILS, times: doomed })
  try {
    const wishes = await pressMany(world, imagesEach)
    // A busy machine can take ten of the relay's fast minutes for a run: then a doubt may rightly outlive its window.
    const isUnknownAllowed = world.relay.now() - startedAt > REPLAY_WINDOW_MS
    const statuses = await checkBooks(world.standIn, wishes, { isUnknownAllowed })
    await world.checkImages()
    return {
      statuses,
      kills: world.relay.killCount(),
      killsLeft: world.plan.left().length,
      createCalls: world.proxy.calls.filter(({ name }) => name === 'create').length,
      tasks: world.standIn.inspection.tasks().length,
    }
  } finally {
    await world.close()
  }
}

describe.concurrent('a relay killed at a named step', () => {
  it.each(MOMENTS)('%s: loses nothing and pays nothing twice', async (moment) => {
    const kill: Kill = { moment, at: 1, afterMs: 0, hasLeft: true }
    const seen = await runAndCheck({ kills: [kill, { ...kill, at: 2, hasLeft: false }] })
    // Both kills came; else the moment was not where it should be.
    expect(seen).toMatchObject({ kills: 2, killsLeft: 0 })
  })

  it.each(STORE_MOMENTS)('%s, with images at a store: loses nothing', async (moment, first, second) => {
    const kill: Kill = { moment, at: first, afterMs: 0, hasLeft: true }
    const kills = [kill, { ...kill, at: second, hasLeft: false }]
    expect(await runAndCheck({ kills, outside: () => null })).toMatchObject({ kills: 2, killsLeft: 0 })
  })
})

const ALL_MOMENTS = [...MOMENTS, ...STORE_MOMENTS.map(([moment]) => moment)] as const

describe.concurrent('a relay killed at random, behind a bad line', () => {
  it.each(listSeeds(2))('seed %i: loses nothing and pays nothing twice', async (seed) => {
    const chance = createChance(seed)
    await runAndCheck({
      kills: planRandomKills(chance, chance.whole(2, 6)),
      choose: createRandomFaults(chance, 0.3),
      doomed: chance.whole(0, 1),
    })
  })

  it.each(listSeeds(2))('seed %i, with images at a store in trouble: the same', async (seed) => {
    const chance = createChance(seed)
    await runAndCheck({
      kills: planRandomKills(chance, chance.whole(2, 6), ALL_MOMENTS),
      choose: createRandomFaults(chance, 0.2),
      outside: createRandomStoreFaults(chance, 0.2),
      doomed: chance.whole(0, 1),
    })
  })
})

describe.concurrent('a machine that is off after the paid call has left', () => {
  const handled: Kill = { moment: 'create handled', at: 1, afterMs: 0, hasLeft: true }
  const lost: Kill = { moment: 'create sent', at: 1, afterMs: 0, hasLeft: false }
  const single = { callerCount: 1, imagesEach: 1 }

  it.each([
    ['has arrived', handled],
    ['was lost', lost],
  ])('for less than the window: a call that %s is sent again and paid once', async (_, kill) => {
    const seen = await runAndCheck({ ...single, kills: [kill], offMs: 5 * 60_000 })
    expect(seen).toMatchObject({ statuses: ['succeeded'], createCalls: 2, tasks: 1 })
  })

  it.each([
    ['has arrived', handled, 1],
    ['was lost', lost, 0],
  ])('for longer: a call that %s is never sent again, and the relay says so', async (_, kill, tasks) => {
    const seen = await runAndCheck({ ...single, kills: [kill], offMs: 10 * 60_000 })
    expect(seen).toMatchObject({ statuses: ['unknown'], createCalls: 1, tasks })
  })
})
