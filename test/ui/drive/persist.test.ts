import { describe, expect, it, vi } from 'vitest'
import { createPauses } from '../../../ui/drive/pauses.ts'
import { createPersist } from '../../../ui/drive/persist.ts'
import { type Result, refused, succeeded } from '../../../ui/result.ts'
import { noticeWayIsFree, showFailure } from '../../../ui/say.ts'
import { createPanelState } from '../../../ui/state/panel-state.ts'

const { signal } = new AbortController()

function setUp() {
  const state = createPanelState()
  const pauses = createPauses()
  const connect = (token: string) => {
    state.connection.value = { status: 'connected', token, me: null }
  }
  connect('old')
  return { state, pauses, connect, persist: createPersist(state, pauses, signal, () => 1) }
}

describe('a call that should succeed', () => {
  it('waits for a connection before it is made', async () => {
    const { state, persist, connect } = setUp()
    state.connection.value = { status: 'disconnected', failure: null }
    const call = vi.fn(async () => succeeded('done'))
    const asked = persist(call)
    await Promise.resolve()
    expect(call).not.toHaveBeenCalled()
    connect('new')
    expect(await asked).toEqual(succeeded('done'))
  })

  it('that is refused for the token of before says nothing about the new one', async () => {
    const { state, persist, connect } = setUp()
    const answers: ((result: Result<string>) => void)[] = []
    const asked = persist(() => new Promise<Result<string>>((resolve) => answers.push(resolve)))
    await expect.poll(() => answers).toHaveLength(1)
    connect('new')
    answers[0]?.(refused({ code: 'unauthenticated' }))
    await expect.poll(() => answers).toHaveLength(2)
    expect(state.connection.value).toMatchObject({ status: 'connected', token: 'new' })
    answers[1]?.(succeeded('done'))
    expect(await asked).toEqual(succeeded('done'))
  })

  it('tells what is in the way, and that it is gone, and is made at once when woken', async () => {
    vi.useFakeTimers()
    try {
      const { state, persist, pauses } = setUp()
      const results = [refused({ code: 'offline' }), succeeded('done')]
      const asked = persist(async () => results.shift() ?? succeeded('again'))
      await vi.advanceTimersByTimeAsync(0)
      expect(state.relayTrouble.value).toEqual({ code: 'offline' })
      pauses.wake()
      expect(await asked).toEqual(succeeded('done'))
      expect(state.relayTrouble.value).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })

  it('that succeeds takes back a notice that the way is cut, and no other', async () => {
    const { state, persist } = setUp()
    showFailure(state, { code: 'relay_unreachable' })
    await persist(async () => succeeded('done'))
    expect(state.notice.value).toBeNull()
    showFailure(state, { code: 'internal' })
    await persist(async () => succeeded('done'))
    expect(state.notice.value).not.toBeNull()
  })

  it('ends when it is aborted, while waiting for a connection, too', async () => {
    const { state, persist } = setUp()
    state.connection.value = { status: 'disconnected', failure: null }
    const controller = new AbortController()
    const asked = persist(async () => succeeded('done'), controller.signal)
    controller.abort()
    await expect(asked).rejects.toThrow()
  })
})

describe('without a network', () => {
  it('what fails says nothing that is not said already, and nothing of it stays afterwards', () => {
    const { state } = setUp()
    state.isOnline.value = false
    state.relayTrouble.value = { code: 'offline' }
    showFailure(state, { code: 'offline' })
    expect(state.notice.value).toBeNull()
    expect(state.announcement.value.text).toMatch(/offline/)
    state.isOnline.value = true
    noticeWayIsFree(state)
    expect(state.relayTrouble.value).toBeNull()
  })
})
