import { describe, expect, it, vi } from 'vitest'
import { generateAgain } from '../../../ui/actions/generate.ts'
import { refused } from '../../../ui/result.ts'
import { type makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeReference } from '../support/make.ts'
import { pressable } from './pressable.ts'

const keysOf = (world: ReturnType<typeof makeWorld>) => [...world.generations.keys()]

describe('a relay that fails', () => {
  it('is asked again with the same key and body until it answers', async () => {
    vi.useFakeTimers()
    try {
      const { world, panel, press } = pressable()
      const unreachable = refused({ code: 'relay_unreachable' })
      world.failing.createGeneration = Array(6).fill(unreachable)
      await press()
      await vi.advanceTimersByTimeAsync(100)
      expect(panel.state.relayTrouble.value).toEqual({ code: 'relay_unreachable' })
      expect(panel.phases()).toEqual(['requesting'])
      await vi.advanceTimersByTimeAsync(60_000)
      expect(panel.phases()).toEqual(['waiting'])
      expect(panel.state.relayTrouble.value).toBeNull()
      expect(world.posts).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('gets a refused request again by Retry, with the same key', async () => {
    const { world, panel, press } = pressable()
    world.failing.createGeneration = [refused({ code: 'quota_exceeded', requestId: 'req_1' })]
    await press()
    await panel.reach('failed')
    const [key = ''] = panel.state.runs.value.keys()
    panel.engine.retry(key)
    await panel.reach('waiting')
    expect(world.posts).toEqual([key])
  })

  it('sends the person back to the connection screen when the token is revoked, and goes on after', async () => {
    const { world, panel, press } = pressable()
    world.failing.createGeneration = [refused({ code: 'unauthenticated' })]
    await press()
    await expect.poll(() => panel.state.connection.value.status).toBe('disconnected')
    expect(panel.phases()).toEqual(['requesting'])
    expect(panel.state.draft.value.prompt).toBe('a mug')
    panel.state.connection.value = { status: 'connected', token: 'rl_2_y', me: null }
    await panel.reach('waiting')
    expect(world.posts).toHaveLength(1)
  })

  it('that has lost a reference gets it once more with the next press', async () => {
    const { world, panel, press } = pressable()
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    await press()
    await panel.reach('waiting')
    const failure = {
      code: 'validation_failed',
      message: 'Image 1: A reference is no longer there.',
    } as const
    world.tell(keysOf(world)[0] ?? '', { status: 'failed', failure, expected_at: null })
    await panel.reach('failed')
    expect(world.uploadCount()).toBe(1)
    await press()
    await expect.poll(() => world.posts).toHaveLength(2)
    expect(world.uploadCount()).toBe(2)
  })

  it('that reports a failed generation gets no second payment before the person asks for it', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    world.tell(key, {
      status: 'failed',
      failure: { code: 'generation_failed', message: '' },
      expected_at: null,
    })
    await panel.reach('failed')
    await expect.poll(() => world.journal.size).toBe(0)
    panel.engine.retry(key)
    expect(world.posts).toHaveLength(1)

    const run = panel.state.runs.value.get(key)
    if (run === undefined) throw new Error('the run is gone')
    await generateAgain(panel.shell, panel.engine, [run])
    await panel.reach('waiting')
    expect(world.posts).toHaveLength(2)
    expect(new Set(world.posts).size).toBe(2)
  })

  it('whose image can’t be fetched is asked for it again by Retry, without paying', async () => {
    const { world, panel, press } = pressable()
    world.failing.readImage = [refused({ code: 'payload_too_large' })]
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    world.succeedWith(key)
    await panel.reach('failed')
    expect(world.journal.size).toBe(1)
    panel.engine.retry(key)
    await panel.reach('placed')
    expect(world.posts).toHaveLength(1)
  })

  it.each([
    ['failed', { code: 'upstream_unavailable', message: 'The image was made and paid.' }],
    ['unknown', null],
  ] as const)(
    'that gave up a paid image as %s keeps it for its layer, and fetches it again without paying',
    async (status, failure) => {
      const { world, panel, press } = pressable()
      await press()
      await panel.reach('waiting')
      const [key = ''] = keysOf(world)
      world.tell(key, { status, failure, can_fetch_again: true, expected_at: null })
      await panel.reach(status)
      expect(world.journal.size).toBe(1)
      panel.close()

      const reopened = openPanel(world)
      reopened.engine.takeUp([...world.journal.values()])
      await reopened.reach(status)
      const generation = world.generations.get(key)
      if (generation === undefined) throw new Error('the generation is gone')
      world.failing.fetchAgain = [refused({ code: 'relay_unreachable' })]
      await reopened.engine.fetchAgain(generation)
      expect(reopened.state.notice.value?.text).toMatch(/does not answer/)
      expect(reopened.phases()).toEqual([status])
      await reopened.engine.fetchAgain(generation)
      expect(reopened.phases()).toEqual(['waiting'])
      world.succeedWith(key)
      await reopened.reach('placed')
      expect(world.placed).toEqual([key])
      expect(world.posts).toHaveLength(1)
    },
  )

  it('that forgot the cursor is followed from the start', async () => {
    vi.useFakeTimers()
    try {
      const { world, panel, press } = pressable()
      world.failing.readEvents = [refused({ code: 'validation_failed' })]
      await press()
      await vi.advanceTimersByTimeAsync(100)
      world.succeedWith(keysOf(world)[0] ?? '')
      await vi.advanceTimersByTimeAsync(10_000)
      expect(panel.phases()).toEqual(['placed'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('that finished before it was first asked for news is looked up', async () => {
    const { world, panel, press } = pressable()
    const create = world.relay.createGeneration
    world.relay.createGeneration = async (key, body) => {
      const answer = await create(key, body)
      world.succeedWith(key)
      return answer
    }
    await press()
    await panel.reach('placed')
  })

  it('that finished while its answer was on the way, and was in no list of what is running, is looked up', async () => {
    const { world, panel, press } = pressable(2)
    const { createGeneration: create, readEvents } = world.relay
    const gate = () => {
      let open = (): void => undefined
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      return { open, opened }
    }
    const ended = gate()
    const listed = gate()
    let count = 0
    world.relay.createGeneration = async (key, body) => {
      count += 1
      const isFirst = count === 1
      const answer = await create(key, body)
      if (isFirst) await ended.opened
      else {
        world.succeedWith(key)
        ended.open()
        await listed.opened
      }
      return answer
    }
    world.relay.readEvents = (cursor, signal) => {
      if (cursor !== null) listed.open()
      return readEvents(cursor, signal)
    }
    await press()
    await panel.reach('waiting', 'placed')
  })
})
