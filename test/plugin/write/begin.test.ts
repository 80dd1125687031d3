import { describe, expect, it } from 'vitest'
import type { StorageEntry } from '../../../playground/host/host.ts'
import { openPlugin } from '../support/open-plugin.ts'
import {
  begin,
  bodyOf,
  journalKeys,
  look,
  lookBelowMarks,
  place,
  plan,
  planFill,
  quickestOf,
} from '../support/press.ts'

describe('beginning generations', () => {
  it('writes one journal entry each, with the target as it was at the press', async () => {
    const plugin = await openPlugin()
    const plans = [planFill(plugin, 'Card 1'), planFill(plugin, 'Old card', { aspectRatio: '3:2' })]
    const { entries } = await begin(plugin, ...plans)
    const { document } = plugin.host
    plugin.tell({ type: 'open-panel' })
    const opened = await plugin.hear('plugin-opened')

    expect(opened.journal).toEqual(entries)
    expect(entries).toMatchObject([
      {
        ...plans[0],
        version: 1,
        documentId: opened.document.id,
        documentName: 'Kiln shop',
        target: {
          kind: 'fill',
          nodeId: document.find('Card 1').id,
          nodeName: 'Card 1',
          place: { pageId: document.find('Shop').id, x: 0, y: 0, width: 300, height: 400 },
        },
        request: null,
        generationId: null,
        isAwaited: true,
      },
      { target: { place: { pageId: document.find('Archive').id, x: 10, y: 20 } } },
    ])
    expect(journalKeys(plugin.host)).toEqual(plans.map(({ key }) => key))
  })

  it('changes nothing on a layer that is to be filled', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    await begin(plugin, planFill(plugin, 'Card 1'))
    expect(lookBelowMarks(plugin.host)).toEqual(before)
  })

  it('puts a placeholder of the asked ratio in the middle of the view', async () => {
    const plugin = await openPlugin()
    const { entries } = await begin(plugin, plan({ kind: 'new-image' }, { aspectRatio: '16:9' }))
    const placeholder = plugin.host.document.find('Generating: An oak chair in a sunlit room')
    expect(placeholder).toMatchObject({ type: 'RECTANGLE', parentId: plugin.host.document.currentPageId })
    const { x, y, width, height } = plugin.host.document.bounds(placeholder.id)
    expect(width / height).toBeCloseTo(16 / 9, 1)
    const { center } = plugin.host.viewport
    expect(Math.abs(x + width / 2 - center.x)).toBeLessThan(1)
    expect(Math.abs(y + height / 2 - center.y)).toBeLessThan(1)
    expect(entries[0]?.target).toMatchObject({ kind: 'new-image', nodeId: placeholder.id })
  })

  it('lets no new image cover another, in one press or the next', async () => {
    const plugin = await openPlugin()
    await begin(plugin, plan({ kind: 'new-image' }), plan({ kind: 'new-image' }))
    const { entries } = await begin(plugin, plan({ kind: 'new-image' }))
    await place(plugin, entries[0]?.key ?? '')
    await begin(plugin, plan({ kind: 'new-image' }))
    const all = plugin.host.document.nodes.filter(({ name }) => name.includes('An oak chair'))
    const boxes = all.map(({ id }) => plugin.host.document.bounds(id)).sort((a, b) => a.x - b.x)
    expect(boxes).toHaveLength(4)
    boxes.slice(1).forEach((box, index) => {
      expect(box.x).toBeGreaterThanOrEqual((boxes[index]?.x ?? 0) + (boxes[index]?.width ?? 0))
    })
  })

  it('puts an image beside a layer outside the frame around it, covering nothing, never inside an instance', async () => {
    const plugin = await openPlugin()
    const { document } = plugin.host
    const inInstance = document.findAll('Tile image').find(({ mirroredId }) => mirroredId !== null)?.id ?? ''
    const inCard = document.find('Image 1')
    const { entries } = await begin(
      plugin,
      plan({ kind: 'beside', nodeId: inCard.id }),
      plan({ kind: 'beside', nodeId: inCard.id }),
      plan({ kind: 'beside', nodeId: inInstance }),
      plan({ kind: 'beside', nodeId: document.find('Old card').id }),
    )
    const others = look(plugin.host).filter(
      ({ parentId, visible }) => parentId === document.currentPageId && visible,
    )
    for (const { target } of entries.slice(0, 3)) {
      const node = document.get(target.nodeId)
      expect(node?.parentId).toBe(document.currentPageId)
      for (const other of others) {
        if (other.id === target.nodeId) continue
        expect(areApart(document.bounds(target.nodeId), document.bounds(other.id))).toBe(true)
      }
    }
    expect(document.get(entries[3]?.target.nodeId ?? '')).toMatchObject({
      parentId: document.find('Archive').id,
      x: 350,
      y: 20,
    })
  })

  it('gives variations one placeholder for all', async () => {
    const plugin = await openPlugin()
    const kinds = [0, 1, 2, 0, 1].map((variation) => plan({ kind: 'new-image' }, { variation }))
    const { entries } = await begin(plugin, ...kinds)
    const ids = entries.map(({ target }) => target.nodeId)
    expect(new Set(ids).size).toBe(2)
    expect(ids).toEqual([ids[0], ids[0], ids[0], ids[3], ids[3]])
  })

  it('is one undo step', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    await begin(plugin, plan({ kind: 'new-image' }), plan({ kind: 'new-image' }))
    expect(look(plugin.host)).toHaveLength(before.length + 2)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('shows the placeholder within 100 ms', async () => {
    const plugin = await openPlugin()
    const taken = await quickestOf(5, async () => () => begin(plugin, plan({ kind: 'new-image' })))
    expect(taken).toBeLessThan(100)
  })
})

describe('a press that can not be begun leaves nothing behind', () => {
  it('when the storage is full', async () => {
    const storage: StorageEntry[] = [{ key: 'full', value: new Uint8Array(4_999_000) }]
    const plugin = await openPlugin({ storage, isSilent: true })
    const before = look(plugin.host)
    const generations = [plan({ kind: 'new-image' }, { prompt: 'x'.repeat(90) }), planFill(plugin, 'Card 1')]
    const failure = await plugin.askInVain('begin-generations', { generations })
    expect(failure.code).toBe('storage_full')
    expect(look(plugin.host)).toEqual(before)
    expect(journalKeys(plugin.host)).toEqual([])
  })

  it.each([
    ['a layer that is gone', '99:99', 'target_gone'],
    ['a layer without fills', 'Group', 'validation_failed'],
    ['a text of several fills', 'Mixed words', 'validation_failed'],
  ])('with %s among the targets', async (_, name, code) => {
    const plugin = await openPlugin()
    const nodeId = name === '99:99' ? name : plugin.host.document.find(name).id
    const before = look(plugin.host)
    const generations = [plan({ kind: 'new-image' }), plan({ kind: 'fill', nodeId })]
    expect((await plugin.askInVain('begin-generations', { generations })).code).toBe(code)
    expect(look(plugin.host)).toEqual(before)
    expect(journalKeys(plugin.host)).toEqual([])
  })

  it('in Dev Mode', async () => {
    const plugin = await openPlugin({ editorType: 'dev' })
    const generations = [plan({ kind: 'new-image' })]
    expect((await plugin.askInVain('begin-generations', { generations })).code).toBe('read_only')
    expect(journalKeys(plugin.host)).toEqual([])
  })
})

describe('the journal between the press and the image', () => {
  it('keeps the exact request and then the id of the generation', async () => {
    const plugin = await openPlugin()
    const { entries } = await begin(plugin, planFill(plugin, 'Card 1'))
    const key = entries[0]?.key ?? ''
    const body = bodyOf('An oak chair')
    await plugin.ask('record-request', { key, body, personId: 'ada' })
    await plugin.ask('record-accepted', { key, generationId: 'g-1' })
    plugin.tell({ type: 'open-panel' })
    const { journal } = await plugin.hear('plugin-opened')
    expect(journal).toEqual([{ ...entries[0], request: body, personId: 'ada', generationId: 'g-1' }])
  })

  it('refuses to record a request that no entry waits for, so that it is not sent', async () => {
    const plugin = await openPlugin()
    const failure = await plugin.askInVain('record-request', { key: 'key-of-nobody', body: bodyOf('A') })
    expect(failure.code).toBe('not_found')
    expect(journalKeys(plugin.host)).toEqual([])
  })

  it('refuses to record a request when the storage is full, and keeps the entry', async () => {
    const plugin = await openPlugin({ isSilent: true })
    const { entries } = await begin(plugin, planFill(plugin, 'Card 1'))
    const free = 5_000_000 - plugin.host.storage.usedBytes()
    await plugin.ask('save-token', { token: 'x'.repeat(free - 100) })
    const failure = await plugin.askInVain('record-request', {
      key: entries[0]?.key ?? '',
      body: bodyOf('A chair'),
    })
    expect(failure.code).toBe('storage_full')
    expect(journalKeys(plugin.host)).toHaveLength(1)
  })

  it('loses nothing when two changes of one entry come at once', async () => {
    const plugin = await openPlugin()
    const { entries } = await begin(plugin, planFill(plugin, 'Card 1'))
    const key = entries[0]?.key ?? ''
    await Promise.all([
      plugin.ask('record-request', { key, body: bodyOf('A chair') }),
      plugin.ask('record-accepted', { key, generationId: 'g-1' }),
      plugin.ask('stop-waiting', { key }),
    ])
    plugin.tell({ type: 'open-panel' })
    const { journal } = await plugin.hear('plugin-opened')
    expect(journal).toMatchObject([{ request: { prompt: 'A chair' }, generationId: 'g-1', isAwaited: false }])
  })

  it('takes what comes for an entry that is cleared already', async () => {
    const plugin = await openPlugin()
    const key = 'key-of-nobody'
    await plugin.ask('record-accepted', { key, generationId: 'g' })
    await plugin.ask('stop-waiting', { key })
    await plugin.ask('forget-generation', { key })
    expect(journalKeys(plugin.host)).toEqual([])
  })
})

describe('giving up', () => {
  it('stop waiting takes the placeholder away and keeps the entry', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const { entries } = await begin(plugin, plan({ kind: 'new-image' }))
    await plugin.ask('stop-waiting', { key: entries[0]?.key ?? '' })
    expect(look(plugin.host)).toEqual(before)
    plugin.tell({ type: 'open-panel' })
    expect((await plugin.hear('plugin-opened')).journal).toEqual([{ ...entries[0], isAwaited: false }])
  })

  it('forgetting takes placeholder and entry away, in one undo step', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const { entries } = await begin(plugin, plan({ kind: 'new-image' }))
    const waiting = look(plugin.host)
    await plugin.ask('forget-generation', { key: entries[0]?.key ?? '' })
    expect(look(plugin.host)).toEqual(before)
    expect(journalKeys(plugin.host)).toEqual([])
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(waiting)
  })

  it('leaves the placeholder while a variation still waits for it', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const plans = [0, 1].map((variation) => plan({ kind: 'new-image' }, { variation }))
    await begin(plugin, ...plans)
    await plugin.ask('forget-generation', { key: plans[0]?.key ?? '' })
    expect(look(plugin.host)).toHaveLength(before.length + 1)
    await plugin.ask('stop-waiting', { key: plans[1]?.key ?? '' })
    expect(look(plugin.host)).toEqual(before)
  })

  it('never removes a layer that has its image, nor one of the person', async () => {
    const plugin = await openPlugin()
    const plans = [plan({ kind: 'new-image' }), plan({ kind: 'new-image' }, { variation: 1 })]
    const fill = planFill(plugin, 'Card 1')
    await begin(plugin, ...plans, fill)
    await place(plugin, plans[0]?.key ?? '')
    const placed = lookBelowMarks(plugin.host)
    await plugin.ask('forget-generation', { key: plans[1]?.key ?? '' })
    await plugin.ask('forget-generation', { key: fill.key })
    expect(look(plugin.host)).toEqual(placed)
  })
})

function areApart(a: Rect, b: Rect): boolean {
  const isBeside = a.x + a.width <= b.x || b.x + b.width <= a.x
  return isBeside || a.y + a.height <= b.y || b.y + b.height <= a.y
}
