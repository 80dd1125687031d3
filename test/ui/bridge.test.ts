import { describe, expect, it, vi } from 'vitest'
import { createBridge, type News } from '../../ui/bridge.ts'

function setUp() {
  const sent: { type: string; request?: number }[] = []
  const news: News[] = []
  const bridge = createBridge(
    (message) => sent.push(message as { type: string; request?: number }),
    (fact) => news.push(fact),
  )
  return { bridge, sent, news }
}

describe('the bridge to the sandbox', () => {
  it('gives each order a number of its own and settles it by that number, in any order', async () => {
    const { bridge, sent } = setUp()
    const first = bridge.ask({ type: 'read-colours' })
    const second = bridge.ask({ type: 'save-token', token: null })
    expect(sent.map(({ type }) => type)).toEqual(['read-colours', 'save-token'])
    bridge.receive({ type: 'done', request: sent[1]?.request })
    bridge.receive({ type: 'colours-read', request: sent[0]?.request, colours: [] })
    expect(await second).toMatchObject({ ok: true, value: { type: 'done' } })
    expect(await first).toMatchObject({ ok: true, value: { type: 'colours-read' } })
  })

  it('turns a refusal of the sandbox into a value', async () => {
    const { bridge, sent } = setUp()
    const asked = bridge.ask({ type: 'read-colours' })
    bridge.receive({ type: 'sandbox-failed', request: sent[0]?.request, failure: { code: 'target_gone' } })
    expect(await asked).toEqual({ ok: false, failure: { code: 'target_gone' } })
  })

  it('takes no fact for the answer to an order of another kind', async () => {
    const { bridge, sent } = setUp()
    const asked = bridge.ask({ type: 'read-colours' })
    bridge.receive({ type: 'done', request: sent[0]?.request })
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'sandbox_failed' } })
  })

  it.each([
    ['nothing', undefined],
    ['text', 'hello'],
    ['another window’s message', { source: 'react-devtools', payload: {} }],
    ['an unknown type', { type: 'explode', request: 1 }],
    ['a fact without its fields', { type: 'image-placed', request: 1 }],
    [
      'bytes as a number array',
      { type: 'references-exported', request: 1, references: [{ bytes: [1] }], refusals: [] },
    ],
  ])('drops %s', async (_, data) => {
    const { bridge, news } = setUp()
    const settled = vi.fn()
    void bridge
      .ask({ type: 'place-image', key: 'k', generationId: 'g', credits: null, bytes: new Uint8Array() })
      .then(settled)
    bridge.receive(data)
    await Promise.resolve()
    expect(settled).not.toHaveBeenCalled()
    expect(news).toEqual([])
  })

  it('hands on what comes unasked', () => {
    const { bridge, news } = setUp()
    bridge.receive({ type: 'selection-changed', nodes: [], cards: [], pageId: '0:1' })
    expect(news).toEqual([{ type: 'selection-changed', nodes: [], cards: [], pageId: '0:1' }])
  })
})
