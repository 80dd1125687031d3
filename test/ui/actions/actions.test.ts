import { describe, expect, it, vi } from 'vitest'
import type { Provenance } from '../../../contract/provenance.ts'
import { markFrames, moveReference, removeReference } from '../../../ui/actions/arrange-references.ts'
import { connect, disconnect } from '../../../ui/actions/connect.ts'
import { reuseFromLayer } from '../../../ui/actions/from-layer.ts'
import { generate } from '../../../ui/actions/generate.ts'
import { describeCards, open, select } from '../../../ui/actions/open.ts'
import { changePreferences } from '../../../ui/actions/preferences.ts'
import { addFiles, addSelection, setHighDetail } from '../../../ui/actions/references.ts'
import { watchReferences } from '../../../ui/actions/watch-references.ts'
import type { News } from '../../../ui/bridge.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import { type Draft, EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard, makeMe, makeNode, makeReference } from '../support/make.ts'

const namesOf = (panel: ReturnType<typeof openPanel>) =>
  panel.state.draft.value.references.map(({ name }) => name)
const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) => makeNode({ id: `${index}:1`, name: `${index}:1` }))

describe('adding references', () => {
  it('from the selection stops at eight and says that the ninth was left out', async () => {
    const panel = openPanel(makeWorld())
    panel.state.selection.value = nodes(9)
    await addSelection(panel.shell)
    expect(namesOf(panel)).toHaveLength(8)
    expect(panel.state.notice.value?.text).toMatch(/8 references at most, so one was left out/)
  })

  it('again from the same frame takes a new picture in the same place', async () => {
    const panel = openPanel(makeWorld())
    panel.state.selection.value = nodes(2)
    await addSelection(panel.shell)
    const [first] = panel.state.draft.value.references
    markFrames(panel.shell, { changed: ['0:1'], gone: [], restored: [] })
    expect(panel.state.draft.value.references[0]?.freshness).toBe('changed')
    await addSelection(panel.shell)
    const [again] = panel.state.draft.value.references
    expect(namesOf(panel)).toEqual(['0:1', '1:1'])
    expect(again?.freshness).toBe('current')
    expect(again?.source).not.toBe(first?.source)
  })

  it('with nothing selected says what to do', async () => {
    const panel = openPanel(makeWorld())
    await addSelection(panel.shell)
    expect(panel.state.notice.value?.text).toMatch(/Select the layers/)
  })

  it('of what is no image says so by its name, and keeps the others', async () => {
    const panel = openPanel(makeWorld())
    const png = { bytes: new Uint8Array([1]), mimeType: 'image/png', width: 2, height: 2 } as const
    panel.shell.images.fitReference = async (file) =>
      file.type === 'image/png' ? succeeded(png) : refused({ code: 'unsupported_media_type' })
    await addFiles(panel.shell, [
      new File(['x'], 'notes.txt', { type: 'text/plain' }),
      new File(['x'], 'mug.png', { type: 'image/png' }),
    ])
    expect(namesOf(panel)).toEqual(['mug.png'])
    expect(panel.state.notice.value?.text).toMatch(/“notes.txt”.*no PNG, JPEG or WebP/)
  })

  it('is over when the export fails, and says why', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.sandbox.refuse = 'export-references'
    panel.state.selection.value = nodes(1)
    await addSelection(panel.shell)
    expect(panel.state.draft.value.references).toEqual([])
    expect(panel.state.notice.value).not.toBeNull()
  })
})

describe('changing references', () => {
  const three = ['a', 'b', 'c'].map((id) => makeReference({ id, name: id, nodeId: `${id}:1` }))

  it('keeps the prompt naming the same pictures', () => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'image 1, image 3', references: three }
    moveReference(panel.shell, 'c', 0)
    expect(namesOf(panel)).toEqual(['c', 'a', 'b'])
    expect(panel.state.draft.value.prompt).toBe('image 2, image 1')
    removeReference(panel.shell, 'a')
    expect(panel.state.draft.value.prompt).toBe('image ?, image 1')
  })

  it.each([-1, 3])('leaves all as it is for the place %i', (place) => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, references: three }
    moveReference(panel.shell, 'a', place)
    expect(namesOf(panel)).toEqual(['a', 'b', 'c'])
  })

  it('to high detail exports the frame again with four megapixels', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    panel.state.draft.value = { ...EMPTY_DRAFT, references: three }
    await setHighDetail(panel.shell, 'b', true)
    expect(world.orders.at(-1)).toEqual({
      type: 'export-references',
      references: [{ nodeId: 'b:1', maxPixels: 4_000_000 }],
    })
    expect(panel.state.draft.value.references[1]).toMatchObject({ id: 'b', maxPixels: 4_000_000 })
  })

  it('has their frames watched, whichever these are', () => {
    const world = makeWorld()
    const panel = openPanel(world)
    watchReferences(panel.shell)
    panel.state.draft.value = { ...EMPTY_DRAFT, references: three }
    panel.state.draft.value = { ...panel.state.draft.value, prompt: 'other words' }
    removeReference(panel.shell, 'b')
    const watched = world.orders.flatMap((order) => (order.type === 'watch-frames' ? [order.nodeIds] : []))
    expect(watched).toEqual([
      ['a:1', 'b:1', 'c:1'],
      ['a:1', 'c:1'],
    ])
  })
})

it('a press names each target for the list, to be kept in the journal', async () => {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.cards.value = [makeCard({ slot: { id: '7:7', name: 'Image' } })]
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
  await generate(panel.shell, panel.engine)
  expect(world.orders[0]).toMatchObject({ generations: [{ title: 'Card / Mug' }] })
})

describe('variations', () => {
  it('fill with the first alone; another is placed when it is chosen', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    panel.state.cards.value = [makeCard()]
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug', variations: 3 }
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting', 'waiting', 'waiting')
    const keys = [...world.generations.keys()]
    for (const key of keys) world.succeedWith(key)
    await panel.reach('placed', 'ready', 'ready')
    panel.engine.place(keys[1] ?? '')
    await panel.reach('placed', 'placed', 'ready')
    expect(world.placed).toEqual([keys[0], keys[1]])
    expect([...panel.state.shown.value.values()]).toEqual([`g-${keys[1]}`])
  })
})

describe('connecting', () => {
  it('keeps an accepted token without the spaces around it', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    await connect(panel.shell, '  rl_1_good \n')
    expect(panel.state.connection.value).toEqual({ status: 'connected', token: 'rl_1_good', me: makeMe() })
    expect(world.orders).toEqual([{ type: 'save-token', token: 'rl_1_good' }])
  })

  it('says why a token is refused, and keeps none', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.failing.readMe = [refused({ code: 'unauthenticated', requestId: 'req_1' })]
    await connect(panel.shell, 'rl_1_bad')
    expect(panel.state.connection.value).toEqual({
      status: 'disconnected',
      failure: { code: 'unauthenticated', requestId: 'req_1' },
    })
    await connect(panel.shell, ' ')
    expect(panel.state.connection.value).toMatchObject({ failure: { detail: 'The field is empty.' } })
    expect(world.orders).toEqual([])
  })

  it('forgets the token when asked to', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    await disconnect(panel.shell)
    expect(panel.state.connection.value).toEqual({ status: 'disconnected', failure: null })
    expect(world.orders).toEqual([{ type: 'save-token', token: null }])
  })
})

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
