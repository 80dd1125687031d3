import { describe, expect, it, vi } from 'vitest'
import type { Provenance } from '../../../contract/provenance.ts'
import { reuseFromLayer } from '../../../ui/actions/from-layer.ts'
import { describeCards, open, select } from '../../../ui/actions/open.ts'
import { changePreferences } from '../../../ui/actions/preferences.ts'
import type { News } from '../../../ui/bridge.ts'
import { type Draft, EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard, makeNode } from '../support/make.ts'

describe('opening', () => {
  const opened: Extract<News, { type: 'plugin-opened' }> = {
    type: 'plugin-opened',
    token: 'rl_1_x',
    preferences: { resolution: '2K', draft: { prompt: 'half a thought', aspectRatio: '3:2' } },
    editor: 'figma',
    isReadOnly: false,
    document: { id: 'doc1', name: 'Shop' },
    journal: [],
    command: 'open',
  }
  const made: Provenance = {
    version: 1,
    key: 'k',
    generationId: 'g',
    prompt: 'a mug',
    aspectRatio: '3:4',
    resolution: '1K',
    references: [],
    credits: 5,
    imageHash: 'h',
    width: 1,
    height: 1,
    placedAt: 1,
  }
  const nodesMade = [makeNode({ provenance: made })]
  const selected = { type: 'selection-changed', nodes: nodesMade, cards: [], pageId: '0:1' } satisfies News

  it('brings back what was being written, and stores it again only when it changes', async () => {
    vi.useFakeTimers()
    try {
      const world = makeWorld()
      const panel = openPanel(world)
      open(panel.shell, panel.engine, opened)
      expect(panel.state.draft.value).toMatchObject({
        prompt: 'half a thought',
        aspectRatio: '3:2',
        resolution: '2K',
      })
      await vi.advanceTimersByTimeAsync(1000)
      expect(world.ordersOf('save-preferences')).toBe(0)
      panel.state.draft.value = { ...panel.state.draft.value, prompt: 'a' }
      panel.state.draft.value = { ...panel.state.draft.value, prompt: 'a whole thought' }
      await vi.advanceTimersByTimeAsync(1000)
      expect(world.ordersOf('save-preferences')).toBe(1)
      expect(world.orders.at(-1)).toMatchObject({ preferences: { draft: { prompt: 'a whole thought' } } })
    } finally {
      vi.useRealTimers()
    }
  })

  it('stores what is chosen by a click at once, and what was being written with it', () => {
    const world = makeWorld()
    const panel = openPanel(world)
    open(panel.shell, panel.engine, opened)
    panel.state.draft.value = { ...panel.state.draft.value, prompt: 'a mug' }
    expect(world.ordersOf('save-preferences')).toBe(0)
    changePreferences(panel.shell, { confirmAboveCredits: 30 })
    expect(world.orders.at(-1)).toMatchObject({
      preferences: { confirmAboveCredits: 30, draft: { prompt: 'a mug' } },
    })
  })

  it('leaves what was written before the sandbox had answered, and stores that', async () => {
    vi.useFakeTimers()
    try {
      const world = makeWorld()
      const panel = openPanel(world)
      panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a new thought' }
      open(panel.shell, panel.engine, opened)
      expect(panel.state.draft.value).toMatchObject({ prompt: 'a new thought', resolution: '2K' })
      await vi.advanceTimersByTimeAsync(1000)
      expect(world.orders.at(-1)).toMatchObject({ preferences: { draft: { prompt: 'a new thought' } } })
    } finally {
      vi.useRealTimers()
    }
  })

  it('asks for a token when none is kept', () => {
    const panel = openPanel(makeWorld())
    open(panel.shell, panel.engine, { ...opened, token: null })
    expect(panel.state.connection.value).toEqual({ status: 'disconnected', failure: null })
  })

  it('takes in the cards of a large selection part by part, and later some of them anew', () => {
    const { shell, state } = openPanel(makeWorld())
    const cards = ['1:1', '1:2', '1:3', '1:4'].map((id) => makeCard({ id }))
    select(shell, { ...selected, cards: cards.slice(0, 2), isReading: true })
    describeCards(shell, { type: 'cards-described', from: 2, cards: cards.slice(2, 3), isReading: true })
    expect(state.isReading.value).toBe(true)
    expect(state.cards.value).toEqual(cards.slice(0, 3))
    describeCards(shell, { type: 'cards-described', from: 3, cards: cards.slice(3) })
    expect(state.isReading.value).toBe(false)
    expect(state.cards.value).toEqual(cards)
    const changed = makeCard({ id: '1:2', name: 'Cup' })
    describeCards(shell, { type: 'cards-described', from: 1, cards: [changed] })
    expect(state.cards.value).toEqual([cards[0], changed, cards[2], cards[3]])
    expect(state.cardCount.value).toBe(4)
  })

  it('varies the picture in a card that is selected through the card', () => {
    const { shell, state } = openPanel(makeWorld())
    const slot = makeNode({ id: '1:9', provenance: made })
    select(shell, { ...selected, nodes: [makeNode()], slot })
    reuseFromLayer(shell, slot, 'vary')
    expect(state.draft.value).toMatchObject({ prompt: 'a mug', fillsSlots: true, variations: 3 })
  })

  it('by a layer’s button takes back how that layer was made, once it is described, and only once', () => {
    const panel = openPanel(makeWorld())
    open(panel.shell, panel.engine, { ...opened, command: 'vary' })
    select(panel.shell, { ...selected, nodes: [] })
    expect(panel.state.draft.value.prompt).toBe('half a thought')
    select(panel.shell, { ...selected, nodes: nodesMade })
    expect(panel.state.draft.value).toMatchObject({ prompt: 'a mug', targetChoice: 'fill', variations: 3 })
    panel.state.draft.value = EMPTY_DRAFT
    select(panel.shell, { ...selected, nodes: nodesMade })
    expect(panel.state.draft.value.prompt).toBe('')
  })

  describe('what a layer that is varied lends to the form', () => {
    const varied = (changes: Partial<Draft> = {}) => {
      const panel = openPanel(makeWorld())
      open(panel.shell, panel.engine, { ...opened, command: 'vary' })
      panel.state.draft.value = { ...panel.state.draft.value, aspectRatio: '16:9' }
      select(panel.shell, selected)
      expect(panel.state.draft.value).toMatchObject({
        aspectRatio: '3:4',
        resolution: '1K',
        fillsSlots: false,
      })
      panel.state.draft.value = { ...panel.state.draft.value, ...changes }
      return panel
    }

    it('is gone with the next selection, and its words stay', () => {
      const panel = varied()
      select(panel.shell, { ...selected, nodes: [makeNode({ id: '3:3' })] })
      expect(panel.state.draft.value).toMatchObject({
        prompt: 'a mug',
        aspectRatio: '16:9',
        resolution: '2K',
        targetChoice: null,
        fillsSlots: true,
        variations: 1,
        loan: null,
      })
    })

    it('stays while that layer is selected, however often it is described', () => {
      const panel = varied()
      select(panel.shell, {
        ...selected,
        nodes: [makeNode({ provenance: made, name: 'now with another name' })],
      })
      expect(panel.state.draft.value).toMatchObject({ aspectRatio: '3:4', variations: 3 })
    })

    it('stays when the person has chosen otherwise since', () => {
      const panel = varied({ aspectRatio: '1:1' })
      select(panel.shell, { ...selected, nodes: [] })
      expect(panel.state.draft.value).toMatchObject({ aspectRatio: '1:1', variations: 1 })
    })

    it('is not kept for the next opening', async () => {
      vi.useFakeTimers()
      try {
        const panel = varied({ prompt: 'a mug of glass' })
        await vi.advanceTimersByTimeAsync(1000)
        expect(panel.state.preferences.value).toMatchObject({
          resolution: '2K',
          draft: { prompt: 'a mug of glass', aspectRatio: '16:9' },
        })
      } finally {
        vi.useRealTimers()
      }
    })
  })

  it('from the menu leaves the form alone, whatever is selected', () => {
    const panel = openPanel(makeWorld())
    open(panel.shell, panel.engine, opened)
    select(panel.shell, { ...selected, nodes: nodesMade })
    expect(panel.state.draft.value.prompt).toBe('half a thought')
  })
})
