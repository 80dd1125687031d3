import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Handlers, REPLIES, toSandbox } from '../../contract/messages.ts'
import { orders } from '../../plugin/orders/orders.ts'
import { receive } from '../../plugin/orders/receive.ts'

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
    const handlers: Handlers = { ...orders, 'show-node': fail, 'open-link': fail }
    await receive({ type: 'show-node', request: 12, nodeId: '1:2' }, handlers)
    await receive({ type: 'open-link', url: 'https://rivya.ai' }, handlers)
    // Without the error itself: its text is for developers.
    expect(postMessage.mock.calls).toEqual([
      [{ type: 'sandbox-failed', request: 12, failure: { code: 'sandbox_failed' } }],
    ])
  })
})

it('every order that has a number has a fact that settles it, and no other has one', () => {
  type Order = { readonly entries: { readonly type: { readonly literal: string } } }
  const orders = toSandbox.options.flatMap((option): readonly Order[] =>
    option.type === 'variant' ? option.options : [option],
  )
  const numbered = orders
    .filter(({ entries }) => 'request' in entries)
    .map(({ entries }) => entries.type.literal)
  expect(Object.keys(REPLIES).sort()).toEqual([...numbered].sort())
})
