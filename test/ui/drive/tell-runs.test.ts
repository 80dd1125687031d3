import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FAILURES } from '../../../contract/failures.ts'
import { generate } from '../../../ui/actions/generate.ts'
import { announce } from '../../../ui/say.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard } from '../support/make.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** So many images under way, and all that is said of them from then on. */
async function press(count: number) {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.cards.value = Array.from({ length: count }, (_, index) =>
    makeCard({ id: `1:${index}`, name: `Mug ${index}` }),
  )
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
  await generate(panel.shell, panel.engine)
  await vi.advanceTimersByTimeAsync(100)
  expect(panel.phases()).toEqual(Array(count).fill('waiting'))
  const said: string[] = []
  let isFirst = true
  panel.state.announcement.subscribe(({ text }) => {
    if (!isFirst) said.push(text)
    isFirst = false
  })
  return { world, panel, said, keys: [...world.generations.keys()] }
}

describe('what those who don’t see the list are told of runs', () => {
  it('is where an image went', async () => {
    const { world, said, keys } = await press(1)
    world.succeedWith(keys[0] ?? '')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said).toEqual(['Mug 0: placed.'])
  })

  it('is not that an image is on its way there, however long that takes', async () => {
    const { world, panel, said, keys } = await press(1)
    world.sandbox.hold = 'place-image'
    world.succeedWith(keys[0] ?? '')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(panel.phases()).toEqual(['placing'])
    expect(said).toEqual([])
  })

  it('is gathered while forty-eight images come one by one, and the last of it is not waited for', async () => {
    const { world, said, keys } = await press(48)
    for (const key of keys) {
      world.succeedWith(key)
      await vi.advanceTimersByTimeAsync(650)
    }
    await vi.advanceTimersByTimeAsync(1000)
    // In 32 seconds.
    expect(said.length).toBeLessThanOrEqual(6)
    expect(said[1]).toMatch(/^\d+ images: placed\. \d+ in progress\.$/)
    expect(said.at(-1)).toMatch(/^(\d+ images|Mug 47): placed\.$/)
    const told = said.reduce((sum, text) => sum + Number(/^(\d+) images/.exec(text)?.[1] ?? 1), 0)
    expect(told).toBe(48)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said.at(-1)).toMatch(/placed\.$/)
  })

  it('waits until what the person has just done was listened to', async () => {
    const { world, panel, said, keys } = await press(1)
    world.succeedWith(keys[0] ?? '')
    await vi.advanceTimersByTimeAsync(900)
    announce(panel.state, 'Mug is now image 1.')
    await vi.advanceTimersByTimeAsync(1900)
    expect(said).toEqual(['Mug is now image 1.'])
    await vi.advanceTimersByTimeAsync(2000)
    expect(said).toEqual(['Mug is now image 1.', 'Mug 0: placed.'])
  })

  it('names each failure, also of several that come at once or soon after one another', async () => {
    const { world, said, keys } = await press(4)
    const failure = { code: 'insufficient_credits', message: '' } as const
    for (const key of keys.slice(0, 2)) world.tell(key, { status: 'failed', failure })
    await vi.advanceTimersByTimeAsync(300)
    world.tell(keys[2] ?? '', { status: 'failed', failure: { code: 'generation_failed', message: '' } })
    world.succeedWith(keys[3] ?? '')
    await vi.advanceTimersByTimeAsync(2500)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(`2 images: ${FAILURES.insufficient_credits.sentence}`)
    expect(said[0]).toContain(`Mug 2: ${FAILURES.generation_failed.sentence}`)
    expect(said[0]).toContain('Mug 3: placed.')
  })

  it('is where a link ends, without the link', async () => {
    const { world, said, keys } = await press(1)
    const message = 'Its link holds a GIF. Open the link and save it: https://cdn.example.com/a.gif?s=1'
    const failure = { code: 'upstream_unavailable', message } as const
    world.tell(keys[0] ?? '', { status: 'failed', failure, can_fetch_again: true })
    await vi.advanceTimersByTimeAsync(2500)
    expect(said).toEqual(['Mug 0: Its link holds a GIF. Open the link and save it:'])
  })
})
