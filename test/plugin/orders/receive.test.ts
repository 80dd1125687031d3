import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Handlers } from '../../../contract/messages.ts'
import { orders } from '../../../plugin/orders/orders.ts'
import { receive } from '../../../plugin/orders/receive.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('an order whose handler fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('Figma refuses')
      },
    ],
    ['rejects', () => Promise.reject(new Error('Figma refuses'))],
  ])('is settled all the same: it %s', async (_, fail) => {
    const postMessage = vi.fn()
    vi.stubGlobal('figma', { ui: { postMessage } })
    vi.spyOn(console, 'error').mockReturnValue()
    const handlers: Handlers = { ...orders, 'select-nodes': fail, 'open-link': fail }
    await receive({ type: 'select-nodes', request: 12, nodeIds: ['1:2'] }, handlers)
    await receive({ type: 'open-link', url: 'https://rivya.ai' }, handlers)
    // Without the error itself: its text is for developers.
    expect(postMessage.mock.calls).toEqual([
      [{ type: 'sandbox-failed', request: 12, failure: { code: 'sandbox_failed' } }],
    ])
  })
})

it('an order that asks for nothing is settled, and one without a number is not', async () => {
  const postMessage = vi.fn()
  vi.stubGlobal('figma', { ui: { postMessage } })
  const handlers: Handlers = { ...orders, 'watch-frames': async () => null, 'resize-panel': () => undefined }
  await receive({ type: 'watch-frames', request: 3, nodeIds: [] }, handlers)
  await receive({ type: 'resize-panel', height: 400 }, handlers)
  expect(postMessage.mock.calls).toEqual([[{ type: 'done', request: 3 }]])
})
