import { describe, expect, it } from 'vitest'
import type { StorageEntry } from '../../../playground/host/host.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, look, lookBelowMarks, marksIn, place, plan, planFill } from '../support/press.ts'
import { idOf, namesOfMarks, press } from './marked-layers.ts'

describe('a layer that waits for its fill is marked at the press', () => {
  it('by a locked veil of its own over it, with its corners, on top of its page', async () => {
    const plugin = await openPlugin()
    const { document } = plugin.host
    const layer = document.find('Image 1')
    document.edit(layer.id, { cornerRadius: 12 })
    const before = look(plugin.host)
    const below = await plugin.host.samplePixel(150, 100)
    const [key] = await press(plugin, 'Image 1')

    const [mark, ...others] = marksIn(plugin.host)
    expect(others).toEqual([])
    expect(mark).toMatchObject({
      name: 'Waiting: Image 1',
      type: 'RECTANGLE',
      parentId: document.currentPageId,
      locked: true,
      cornerRadius: 12,
      strokes: [{ type: 'SOLID' }],
    })
    expect(document.get(document.currentPageId)?.children.at(-1)).toBe(mark?.id)
    expect(document.bounds(mark?.id ?? '')).toEqual(document.bounds(layer.id))
    expect(JSON.parse(mark?.pluginData['waiting-mark'] ?? '')).toEqual({
      key,
      target: layer.id,
      madeAt: expect.closeTo(Date.now(), -4),
    })
    expect(lookBelowMarks(plugin.host)).toEqual(before)
    expect(await plugin.host.samplePixel(150, 100)).not.toEqual(below)
  })

  it('through which it can still be seen', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1', 'Card 2')
    const [ofRed, ofGrey] = [await plugin.host.samplePixel(10, 390), await plugin.host.samplePixel(450, 100)]
    expect(ofRed).not.toEqual(ofGrey)
  })

  it('once, however many variations and presses wait for it', async () => {
    const plugin = await openPlugin()
    const variations = [0, 1, 2].map((variation) => planFill(plugin, 'Card 1', { variation }))
    await begin(plugin, ...variations, planFill(plugin, 'Card 1'))
    await press(plugin, 'Card 1', 'Card 2')
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1', 'Waiting: Card 2'])
  })

  it('also on a page that is not open', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Old card')
    expect(marksIn(plugin.host)).toMatchObject([
      { name: 'Waiting: Old card', parentId: idOf(plugin, 'Archive'), x: 10, y: 20 },
    ])
  })

  it('unless there is nothing to see of it, or it is a new image', async () => {
    const plugin = await openPlugin()
    await begin(
      plugin,
      planFill(plugin, 'In hidden'),
      planFill(plugin, 'Hidden'),
      plan({ kind: 'new-image' }),
    )
    await begin(plugin, plan({ kind: 'beside', nodeId: idOf(plugin, 'Card 1') }))
    expect(namesOfMarks(plugin)).toEqual([])
    await press(plugin, 'Card 2')
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 2'])
  })

  it('but not when the press comes to nothing, because the storage is full', async () => {
    const storage: StorageEntry[] = [{ key: 'full', value: new Uint8Array(4_999_000) }]
    const plugin = await openPlugin({ storage, isSilent: true })
    const before = look(plugin.host)
    const generations = [planFill(plugin, 'Card 1'), planFill(plugin, 'Card 2', { prompt: 'x'.repeat(900) })]
    const failure = await plugin.askInVain('begin-generations', { generations })
    expect(failure.code).toBe('storage_full')
    expect(look(plugin.host)).toEqual(before)
  })
})

describe('the mark is gone', () => {
  it.each<[string, (plugin: Plugin, key: string) => unknown]>([
    ['its image is placed', place],
    ['the person stops waiting', (plugin, key) => plugin.ask('stop-waiting', { key })],
    ['the generation is forgotten', (plugin, key) => plugin.ask('forget-generation', { key })],
    ['the plugin is closed', ({ host }) => host.close()],
  ])('when %s', async (_, end) => {
    const plugin = await openPlugin()
    const [key = ''] = await press(plugin, 'Card 1')
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
    await end(plugin, key)
    expect(namesOfMarks(plugin)).toEqual([])
    expect(plugin.host.failures).toEqual([])
  })

  it('also on a page that is not open, when the plugin is closed', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1', 'Old card')
    plugin.host.close()
    expect(namesOfMarks(plugin)).toEqual([])
  })

  it('when its image is placed beside, the layer being gone', async () => {
    const plugin = await openPlugin()
    const [key = ''] = await press(plugin, 'Card 1')
    plugin.host.document.remove([idOf(plugin, 'Card 1')])
    expect(await place(plugin, key)).toMatchObject({ outcome: 'placed-beside' })
    expect(namesOfMarks(plugin)).toEqual([])
  })

  it('when its page is gone', async () => {
    const plugin = await openPlugin()
    const [first = '', second = ''] = await press(plugin, 'Old card', 'Card 1')
    plugin.host.document.remove([idOf(plugin, 'Archive')])
    await plugin.ask('stop-waiting', { key: first })
    await place(plugin, second)
    expect(namesOfMarks(plugin)).toEqual([])
    plugin.host.close()
    expect(plugin.host.failures).toEqual([])
  })

  it('not before the last of several images for the layer', async () => {
    const plugin = await openPlugin()
    const [first = '', second = ''] = await press(plugin, 'Card 1', 'Card 1')
    await place(plugin, first)
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
    await place(plugin, second)
    expect(namesOfMarks(plugin)).toEqual([])
  })

  it('not with a variation, which waits in the panel', async () => {
    const plugin = await openPlugin()
    const plans = [0, 1].map((variation) => planFill(plugin, 'Card 1', { variation }))
    await begin(plugin, ...plans)
    await plugin.ask('stop-waiting', { key: plans[1]?.key ?? '' })
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
    await place(plugin, plans[0]?.key ?? '')
    expect(namesOfMarks(plugin)).toEqual([])
  })

  it('while those of other layers stay', async () => {
    const plugin = await openPlugin()
    const [first = '', second = ''] = await press(plugin, 'Card 1', 'Card 2', 'Old card')
    await place(plugin, first)
    await plugin.ask('stop-waiting', { key: second })
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Old card'])
  })
})
