import { describe, expect, it, vi } from 'vitest'
import { readHistory } from '../../../ui/actions/history.ts'
import { refused } from '../../../ui/result.ts'
import { EMPTY_HISTORY } from '../../../ui/state/history.ts'
import type { makeWorld } from '../support/engine-set-up.ts'
import { makeReference } from '../support/make.ts'
import { pressable } from './pressable.ts'

const keysOf = (world: ReturnType<typeof makeWorld>) => [...world.generations.keys()]

it('a generation that the history shows goes on there, too', async () => {
  const { world, panel, press } = pressable()
  await press()
  await panel.reach('waiting')
  const [key = ''] = keysOf(world)
  await readHistory(panel.shell, EMPTY_HISTORY.filter)
  world.succeedWith(key)
  await panel.reach('placed')
  expect(panel.state.history.value.generations.map(({ status }) => status)).toEqual(['succeeded'])
})

describe('stop waiting', () => {
  it('before anything was sent undoes the press', async () => {
    const { world, panel, press } = pressable()
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    world.relay.upload = () => new Promise(() => undefined)
    await press()
    await panel.reach('uploading')
    const [key = ''] = panel.state.runs.value.keys()
    await panel.engine.stop(key)
    expect(panel.phases()).toEqual([])
    expect(world.journal.size).toBe(0)
    expect(world.posts).toEqual([])
  })

  it('while waiting keeps the result for later, shows it, and places it only by hand', async () => {
    const { world, panel, press } = pressable()
    panel.shell.images.makeThumbnail = async () => new Blob(['picture'])
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    await panel.engine.stop(key)
    world.succeedWith(key)
    await expect
      .poll(() => panel.state.runs.value.get(key)?.state)
      .toMatchObject({ phase: 'stopped', generation: { status: 'succeeded' } })
    await expect.poll(() => panel.state.thumbnails.value.size).toBe(1)
    expect(world.placed).toEqual([])
    panel.engine.place(key)
    await panel.reach('placed')
    expect(world.placed).toEqual([key])
  })

  it('while the relay is away ends the repeating, and nothing is sent once it is back', async () => {
    vi.useFakeTimers()
    try {
      const { world, panel, press } = pressable()
      world.failing.createGeneration = Array(3).fill(refused({ code: 'relay_unreachable' }))
      await press()
      await vi.advanceTimersByTimeAsync(100)
      const [key = ''] = panel.state.runs.value.keys()
      await panel.engine.stop(key)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(panel.phases()).toEqual(['stopped'])
      expect(world.posts).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('dismissing', () => {
  it('takes a failed run out of list and journal', async () => {
    const { world, panel, press } = pressable()
    world.failing.createGeneration = [refused({ code: 'quota_exceeded' })]
    await press()
    await panel.reach('failed')
    const [key = ''] = panel.state.runs.value.keys()
    await panel.engine.dismiss(key)
    expect(panel.phases()).toEqual([])
    expect(world.journal.size).toBe(0)
  })

  it('of a placed image leaves the document alone', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    world.succeedWith(key)
    await panel.reach('placed')
    await panel.engine.dismiss(key)
    expect(world.ordersOf('forget-generation')).toBe(0)
  })
})
