/** One guard where the press is: whatever it comes by, what was meant once is paid once. */
import { beforeEach, describe, expect, it } from 'vitest'
import { generateAgain } from '../../../ui/actions/generate.ts'
import { press } from '../../../ui/actions/press.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard } from '../support/make.ts'

const WAYS = ['click', 'key'] as const

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>
let now: number

const begun = () => world.ordersOf('begin-generations')
const settle = () => new Promise((resolve) => setImmediate(resolve))
const pressBy = (way: (typeof WAYS)[number], timeStamp = now) =>
  press(panel.shell, panel.engine, { detail: way === 'click' ? 1 : 0, timeStamp })

beforeEach(() => {
  world = makeWorld()
  panel = openPanel(world)
  now = 1_000_000
  panel.shell.now = () => now
  panel.state.cards.value = [makeCard()]
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
})

describe('pressed twice at once', () => {
  it.each(WAYS)('by %s, it is one press', async (way) => {
    pressBy(way)
    await settle()
    now += 30
    pressBy(way)
    expect(begun()).toBe(1)
  })

  it.each(WAYS)(
    'by %s, it is one press, though the panel is busy and hears late of the second',
    async (way) => {
      pressBy(way)
      await settle()
      const second = now + 30
      now += 5000
      pressBy(way, second)
      expect(begun()).toBe(1)
    },
  )

  it('by click and by key, it is one press', async () => {
    pressBy('click')
    await settle()
    pressBy('key')
    expect(begun()).toBe(1)
  })

  it('and on and on, as a held key does, it is one press', async () => {
    pressBy('key')
    await settle()
    for (let repeat = 0; repeat < 100; repeat += 1) {
      now += 33
      pressBy('key')
    }
    expect(begun()).toBe(1)
  })

  it('with other words in between, it is two', async () => {
    pressBy('key')
    await settle()
    panel.state.draft.value = { ...panel.state.draft.value, prompt: 'a jug' }
    pressBy('key')
    expect(begun()).toBe(2)
  })
})

it('pressed again a moment later, it is another batch', async () => {
  pressBy('click')
  await settle()
  now += 1500
  pressBy('click')
  expect(begun()).toBe(2)
})

it('pressed again while the first press is still beginning, however long that takes, it is one', async () => {
  world.sandbox.hold = 'begin-generations'
  pressBy('click')
  now += 20_000
  pressBy('click')
  expect(begun()).toBe(1)
})

describe('above the price that is spent without asking', () => {
  beforeEach(() => {
    panel.state.preferences.value = { confirmAboveCredits: 4 }
  })

  it('two keys at once only ask', async () => {
    pressBy('key')
    now += 30
    pressBy('key')
    expect(begun()).toBe(0)
    expect(panel.state.askedWish.value).not.toBeNull()
    now += 600
    pressBy('key')
    expect(begun()).toBe(1)
  })

  it('images that land meanwhile do not take the question away', () => {
    pressBy('click')
    panel.state.cards.value = [makeCard({ lines: [{ words: 'described anew', isOnButton: false }] })]
    panel.state.draft.value = { ...panel.state.draft.value }
    pressBy('click')
    expect(begun()).toBe(1)
  })

  it('it asks anew about something else', () => {
    pressBy('click')
    panel.state.cards.value = [makeCard(), makeCard({ id: '2:2' })]
    pressBy('click')
    expect(begun()).toBe(0)
    pressBy('click')
    expect(begun()).toBe(1)
  })
})

it('Retry pressed twice at once sends one more request, and can be pressed again when that could not begin', async () => {
  pressBy('click')
  await panel.reach('waiting')
  const [key = ''] = world.generations.keys()
  world.tell(key, { status: 'failed', failure: { code: 'generation_failed', message: 'refused' } })
  await panel.reach('failed')
  const runs = [...panel.state.runs.value.values()]
  const retry = () => generateAgain(panel.shell, panel.engine, runs)
  world.sandbox.refuse = 'begin-generations'
  await retry()
  world.sandbox.refuse = null
  const tried = begun()
  await Promise.all([retry(), retry()])
  await retry()
  expect(begun()).toBe(tried + 1)
})
