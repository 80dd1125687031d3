/** The relay's parts in this process, ended at every single write and call, and begun again from the database. */
import { describe, expect, it } from 'vitest'
import type { CreateGeneration, GenerationStatus } from '../../contract/relay-api.ts'
import { REPLAY_WINDOW_MS } from '../../relay/work/decisions/decide-submission.ts'
import { drawPng } from '../relay/support/samples.ts'
import { checkBooks, TASK_FAILS, type Wish } from './support/check-books.ts'
import type { Call, CallName, Fault } from './support/fault-proxy.ts'
import { createRandomFaults } from './support/random-faults.ts'
import { openReborn, type RebornOptions } from './support/reborn.ts'
import { createChance, listSeeds } from './support/seeds.ts'

type RunOptions = RebornOptions & { images?: number; references?: number; doomed?: number }

/** @param doomed of the images, so many fail at Rivya */
async function runAndCheck({ images = 1, references = 0, doomed = 0, ...options }: RunOptions) {
  const relay = await openReborn(options)
  try {
    const { caller, standIn } = relay
    if (doomed > 0) standIn.addFaults({ ...TASK_FAILS, times: doomed })
    const uploads: string[] = []
    for (let number = 1; number <= references; number += 1) uploads.push(await caller.upload(drawPng(number)))
    const wishes: Wish[] = []
    for (let number = 1; number <= images; number += 1) {
      const key = `chaos-key-${number}`
      const body = makeBody(`Mug ${number}`, uploads)
      wishes.push({ caller, key, body, id: (await caller.generate(key, body)).id })
    }
    await relay.runToEnd(wishes.map(({ id }) => id))
    const isUnknownAllowed = (options.offMs ?? 0) > 0
    return { statuses: await checkBooks(standIn, wishes, { isUnknownAllowed }), deaths: relay.deaths() }
  } finally {
    await relay.close()
  }
}

function makeBody(prompt: string, uploads: string[]): CreateGeneration {
  const references = uploads.map((upload_id) => ({ upload_id }))
  return { prompt, aspect_ratio: '1:1', resolution: '1K', references }
}

/** One fault, at the first call of this name. */
function faultAtFirst(name: CallName, fault: Fault): Line {
  return () => {
    let isDue = true
    return (call) => {
      if (call.name !== name || !isDue) return { kind: 'pass' }
      isDue = false
      return fault
    }
  }
}

type Line = () => (call: Call) => Fault
const GOOD: Line = () => () => ({ kind: 'pass' })
const LINES: [string, Line][] = [
  ['a good line', GOOD],
  ['an answer to the paid call that is cut', faultAtFirst('create', { kind: 'cut-after' })],
  ['a paid call that is cut', faultAtFirst('create', { kind: 'cut-before' })],
  ['half an image', faultAtFirst('download', { kind: 'half-body' })],
]

/** Every step of a life in turn, until one is so late that nothing dies. @returns how often which end was seen */
async function dieAtEveryStep(options: Partial<RunOptions>, line: Line) {
  const seen: Partial<Record<GenerationStatus, number>> = {}
  for (let step = 1; ; step += 1) {
    const { statuses, deaths } = await runAndCheck({ ...options, endsAt: [step], choose: line() })
    if (deaths === 0) return { seen, steps: step }
    for (const status of statuses) seen[status] = (seen[status] ?? 0) + 1
  }
}

describe('a relay that ends at any step', () => {
  it.each(LINES)('with %s: goes on, loses nothing and pays nothing twice', async (_, line) => {
    const { seen, steps } = await dieAtEveryStep({ references: 1 }, line)
    expect(Object.keys(seen)).toEqual(['succeeded'])
    expect(steps).toBeGreaterThan(60)
  })

  it('between a word of Rivya and the look that follows: goes on, loses nothing and pays nothing twice', async () => {
    const { seen, steps } = await dieAtEveryStep({ isTold: true }, GOOD)
    expect(Object.keys(seen)).toEqual(['succeeded'])
    expect(steps).toBeGreaterThan(60)
  })

  it('and is off past the window: pays at most once and says so', async () => {
    const { seen } = await dieAtEveryStep({ offMs: REPLAY_WINDOW_MS }, GOOD)
    // Before the paid call leaves and after its answer is stored there is no doubt; in between there always is.
    expect(Object.keys(seen).sort()).toEqual(['succeeded', 'unknown'])
  })
})

describe('a relay that ends several times, at random, behind a bad line', () => {
  it.each(listSeeds(25))('seed %i: loses nothing and pays nothing twice', async (seed) => {
    const chance = createChance(seed)
    const endsAt = Array.from({ length: chance.whole(1, 6) }, () => chance.whole(1, 150))
    const choose = createRandomFaults(chance, 0.25)
    const counts = { images: 3, references: chance.whole(0, 2), doomed: chance.whole(0, 1) }
    await runAndCheck({ ...counts, random: chance.number, endsAt, choose })
  })
})
