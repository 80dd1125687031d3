import { describe, expect, it } from 'vitest'
import { makeNode } from '../../playground/host/file/node-defaults.ts'
import type { DocumentFile } from '../../playground/host/file/node-record.ts'
import type { Host, StorageEntry } from '../../playground/host/host.ts'
import { openPlugin, type Plugin } from './open-plugin.ts'
import { openWithClock } from './open-with-clock.ts'
import { begin, IMAGE, look, lookBelowMarks, marksIn, place, plan, planFill } from './press.ts'
import { makeShop } from './shop.ts'

const HOUR_MS = 60 * 60 * 1000

const namesOfMarks = ({ host }: Plugin) => marksIn(host).map(({ name }) => name)
const idOf = ({ host }: Plugin, name: string) => host.document.find(name).id
const boxOf = (plugin: Plugin, name: string) => plugin.host.document.bounds(idOf(plugin, name))

/** Presses Generate for layers of these names, one generation each. */
async function press(plugin: Plugin, ...names: string[]): Promise<string[]> {
  const plans = names.map((name) => planFill(plugin, name))
  await begin(plugin, ...plans)
  return plans.map(({ key }) => key)
}

/** As the person finds it when they open the plugin again. */
async function openAgain(host: Host, document = host.document.save()): Promise<Plugin> {
  const plugin = await openPlugin({ document, storage: host.storage.entries() })
  await loadPanel(plugin)
  return plugin
}

async function loadPanel(plugin: Plugin): Promise<void> {
  plugin.tell({ type: 'open-panel' })
  await plugin.hear('plugin-opened')
  // Answered once what belongs to the opening is done.
  await plugin.ask('save-token', { token: 't' })
}

/** The shop with a mark on "Card 1" that is in no journal here. */
function shopWithMark(ageMs: number): DocumentFile {
  const file = makeShop()
  const [page, card] = ['Shop', 'Card 1'].map((name) => file.nodes.find((node) => node.name === name))
  if (page === undefined || card === undefined) throw new Error('The shop has changed')
  const facts = { key: 'key-of-a-colleague', target: card.id, madeAt: Date.now() - ageMs }
  const mark = makeNode('9:9', 'RECTANGLE', page.id, {
    name: 'Waiting: Card 1',
    width: card.width,
    height: card.height,
    locked: true,
    pluginData: { 'waiting-mark': JSON.stringify(facts) },
  })
  const children = [...page.children, mark.id]
  const nodes = file.nodes.map((node) => (node === page ? { ...page, children } : node))
  return { ...file, nodes: [...nodes, mark] }
}

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

describe('opened again', () => {
  it('the plugin marks what still waits, and nothing else', async () => {
    const plugin = await openPlugin()
    const [stopped = '', placed = ''] = await press(plugin, 'Ellipse', 'Locked', 'Card 1')
    await begin(plugin, planFill(plugin, 'Card 2', { variation: 1 }), plan({ kind: 'new-image' }))
    await plugin.ask('stop-waiting', { key: stopped })
    await place(plugin, placed)
    plugin.host.close()
    const again = await openAgain(plugin.host)
    expect(namesOfMarks(again)).toEqual(['Waiting: Card 1'])
    // And no second time, should the panel be loaded anew.
    await loadPanel(again)
    expect(namesOfMarks(again)).toEqual(['Waiting: Card 1'])
  })

  it('in another file marks nothing of this one', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1')
    expect(namesOfMarks(await openAgain(plugin.host, makeShop()))).toEqual([])
  })

  it('in Dev Mode marks and removes nothing, and can still be told to stop waiting', async () => {
    const plugin = await openPlugin()
    const [key = ''] = await press(plugin, 'Card 1')
    const [document, storage] = [plugin.host.document.save(), plugin.host.storage.entries()]
    plugin.host.close()
    for (const file of [document, plugin.host.document.save()]) {
      const dev = await openPlugin({ document: file, storage, editorType: 'dev' })
      const before = look(dev.host)
      await loadPanel(dev)
      dev.host.document.goToPage(idOf(dev, 'Archive'))
      await dev.ask('stop-waiting', { key })
      dev.host.close()
      expect(look(dev.host)).toEqual(before)
      expect(dev.host.failures).toEqual([])
    }
  })

  it('in Dev Mode leaves also those alone that nobody has come back for', async () => {
    const dev = await openPlugin({ document: shopWithMark(HOUR_MS * 1.1), editorType: 'dev' })
    await loadPanel(dev)
    for (const name of ['Archive', 'Shop']) {
      dev.host.document.goToPage(idOf(dev, name))
      await dev.ask('save-token', { token: 't' })
    }
    expect(dev.host.failures).toEqual([])
    expect(marksIn(dev.host)).toHaveLength(1)
  })

  it('after a crash, the layers are not marked twice, and the marks go with their images', async () => {
    const crashed = await openPlugin()
    const [first = ''] = await press(crashed, 'Card 1', 'Card 2', 'Old card')
    const again = await openAgain(crashed.host)
    expect(namesOfMarks(again).sort()).toEqual(['Waiting: Card 1', 'Waiting: Card 2', 'Waiting: Old card'])
    await place(again, first)
    expect(namesOfMarks(again).sort()).toEqual(['Waiting: Card 2', 'Waiting: Old card'])
  })

  it('after a crash, the mark goes also with an image that was placed, or on a page that was not opened', async () => {
    const crashed = await openPlugin()
    const [first = '', second = '', third = ''] = await press(crashed, 'Card 1', 'Old card', 'Old card')
    const [marked, storage] = [crashed.host.document.save(), crashed.host.storage.entries()]
    await place(crashed, first)
    const [card] = crashed.host.document.findAll('Card 1')
    const nodes = marked.nodes.map((node) => (node.id === card?.id ? card : node))
    const document = { ...marked, nodes, images: crashed.host.document.save().images }
    const again = await openPlugin({ document, storage })
    await loadPanel(again)
    expect(await place(again, first)).toMatchObject({ outcome: 'already-placed' })
    expect(namesOfMarks(again)).toEqual(['Waiting: Old card'])
    await again.ask('stop-waiting', { key: second })
    await place(again, third)
    expect(namesOfMarks(again)).toEqual([])
  })

  it('loads no page for it: the mark is there when the person comes to the page', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Old card')
    plugin.host.close()
    const again = await openAgain(plugin.host)
    expect(namesOfMarks(again)).toEqual([])
    again.host.document.goToPage(idOf(again, 'Archive'))
    await expect.poll(() => namesOfMarks(again)).toEqual(['Waiting: Old card'])
    again.host.document.goToPage(idOf(again, 'Shop'))
    again.host.document.goToPage(idOf(again, 'Archive'))
    await again.ask('save-token', { token: 't' })
    expect(namesOfMarks(again)).toEqual(['Waiting: Old card'])
  })

  it('marks the page it was opened on also when the person has looked at another before', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1')
    plugin.host.close()
    const storage = plugin.host.storage.entries()
    const again = await openPlugin({ document: plugin.host.document.save(), storage })
    for (const name of ['Archive', 'Shop']) {
      again.host.document.goToPage(idOf(again, name))
      await again.ask('save-token', { token: 't' })
    }
    await loadPanel(again)
    expect(namesOfMarks(again)).toEqual(['Waiting: Card 1'])
  })

  it('leaves the marks on a page as they are when the person comes to it', async () => {
    const plugin = await openPlugin()
    await loadPanel(plugin)
    await press(plugin, 'Old card')
    const marks = marksIn(plugin.host)
    plugin.host.document.goToPage(idOf(plugin, 'Archive'))
    await plugin.ask('save-token', { token: 't' })
    expect(marksIn(plugin.host)).toEqual(marks)
  })

  it('leaves a colleague’s mark alone, whatever becomes of its own', async () => {
    const plugin = await openPlugin({ document: shopWithMark(HOUR_MS * 0.9) })
    await loadPanel(plugin)
    const [key = ''] = await press(plugin, 'Card 1', 'Card 2')
    await place(plugin, key)
    plugin.host.close()
    expect(marksIn(plugin.host)).toMatchObject([{ id: '9:9' }])
  })

  it('clears away what nobody has come back for in an hour', async () => {
    const plugin = await openPlugin({ document: shopWithMark(HOUR_MS * 1.1) })
    await loadPanel(plugin)
    expect(marksIn(plugin.host)).toEqual([])
    expect(look(plugin.host)).toEqual(look((await openPlugin()).host))
  })

  it('takes nothing for a mark that is none', async () => {
    const file = shopWithMark(HOUR_MS * 9)
    const nodes = file.nodes.map((node) =>
      node.id === '9:9' ? { ...node, pluginData: { 'waiting-mark': '{"madeAt":0}' } } : node,
    )
    const plugin = await openPlugin({ document: { ...file, nodes } })
    await loadPanel(plugin)
    expect(plugin.host.document.get('9:9')).toBeDefined()
  })
})

describe('undo', () => {
  it('once after the image gives the layer as it was before the press, without a mark', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const [key = ''] = await press(plugin, 'Card 1')
    await place(plugin, key)
    const after = look(plugin.host)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
    plugin.host.redo()
    expect(look(plugin.host)).toEqual(after)
  })

  it('once gives it also when the person has worked on in the meantime', async () => {
    const plugin = await openPlugin()
    const [key = ''] = await press(plugin, 'Card 1')
    plugin.host.document.edit(idOf(plugin, 'Card 2'), { name: 'Renamed' })
    const before = lookBelowMarks(plugin.host)
    await place(plugin, key)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('takes back many images one by one, and no step shows a mark', async () => {
    const plugin = await openPlugin()
    const looks = [look(plugin.host)]
    const keys = await press(plugin, 'Card 1', 'Card 2', 'Ellipse')
    keys.push(...(await press(plugin, 'Old card', 'Locked', 'Card 1')))
    for (const key of keys) {
      await place(plugin, key)
      looks.push(lookBelowMarks(plugin.host))
    }
    const after = looks.pop()
    for (const earlier of looks.reverse()) {
      plugin.host.undo()
      expect(look(plugin.host)).toEqual(earlier)
    }
    while (plugin.host.undo()) expect(namesOfMarks(plugin)).toEqual([])
    while (plugin.host.redo()) expect(namesOfMarks(plugin)).toEqual([])
    expect(look(plugin.host)).toEqual(after)
  })

  it('while other layers wait takes their marks first; they are back with the next image', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const [first = '', second = ''] = await press(plugin, 'Card 1', 'Card 2', 'Ellipse')
    await place(plugin, first)
    const placed = lookBelowMarks(plugin.host)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(placed)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
    await place(plugin, second)
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Ellipse'])
  })

  it('right after the press takes the marks away and nothing else', async () => {
    const plugin = await openPlugin()
    plugin.host.document.edit(idOf(plugin, 'Card 2'), { name: 'Renamed' })
    const before = look(plugin.host)
    await press(plugin, 'Card 1')
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('of a copy placed while a layer waits takes back the copy', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1')
    const before = lookBelowMarks(plugin.host)
    const { key, prompt, aspectRatio, resolution } = plan({ kind: 'new-image' })
    const making = { key, prompt, aspectRatio, resolution, generationId: 'g', references: [], credits: null }
    const order = { target: { kind: 'fill', nodeId: idOf(plugin, 'Card 2') }, making } as const
    await plugin.ask('place-copy', { ...order, bytes: IMAGE })
    plugin.host.undo()
    expect(lookBelowMarks(plugin.host)).toEqual(before)
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
  })

  it('goes all the way back and redo all the way forth, whatever the person does and however slowly', async () => {
    const { plugin, comeToRest } = await openWithClock()
    const { host } = plugin
    await loadPanel(plugin)
    const edit = async (name: string, fields: Parameters<Host['document']['edit']>[1]) => {
      host.document.edit(idOf(plugin, name), fields)
      await comeToRest()
    }
    await edit('Card 1', { x: -400 })
    const before = look(host)
    const [first = '', second = '', third = ''] = await press(plugin, 'Card 1', 'Card 2', 'Ellipse')
    await edit('Card 1', { x: -500 })
    await edit('Card 1', { x: -600, width: 320 })
    await place(plugin, first)
    await edit('Card 2', { visible: false })
    await edit('Card 2', { visible: true })
    host.document.remove([idOf(plugin, 'Ellipse')])
    await comeToRest()
    await edit('Small', { x: 3000 })
    await place(plugin, second)
    await place(plugin, third)
    await edit('Small', { x: 3100 })
    const after = look(host)
    expect(marksIn(host)).toEqual([])

    const seen: unknown[] = []
    for (let steps = 0; steps < 60 && host.undo(); steps += 1) {
      await comeToRest()
      seen.push(JSON.stringify(byId(lookBelowMarks(host))))
    }
    expect(seen).toContain(JSON.stringify(byId(before)))
    expect(host.undo()).toBe(false)
    for (let steps = 0; steps < 60 && host.redo(); steps += 1) await comeToRest()
    expect(host.redo()).toBe(false)
    expect(byId(look(host))).toEqual(byId(after))
  })

  it('and redo can be walked through while layers wait, from page to page', async () => {
    const { plugin, comeToRest } = await openWithClock()
    const { host } = plugin
    await loadPanel(plugin)
    const before = look(host)
    await press(plugin, 'Card 1')
    for (const x of [-500, -600]) {
      // Two steps within one rest, as arrow keys make them.
      host.document.edit(idOf(plugin, 'Card 1'), { x: x + 1 })
      await plugin.ask('save-token', { token: 't' })
      host.document.edit(idOf(plugin, 'Card 1'), { x })
      await comeToRest()
    }
    host.document.edit(idOf(plugin, 'Small'), { x: 3000 })
    await comeToRest()
    const after = look(host)
    const seen: unknown[] = []
    const restOnBothPages = async () => {
      await comeToRest()
      for (const name of ['Archive', 'Shop']) {
        host.document.goToPage(idOf(plugin, name))
        await comeToRest()
      }
    }
    for (let steps = 0; steps < 30 && host.undo(); steps += 1) {
      await restOnBothPages()
      seen.push(look(host))
    }
    expect(seen).toContainEqual(before)
    for (let steps = 0; steps < 30 && host.redo(); steps += 1) await restOnBothPages()
    expect(look(host)).toEqual(after)
  })

  it.each<[string, (plugin: Plugin, key: string) => unknown]>([
    ['the next image', place],
    ['closing', ({ host }) => host.close()],
  ])('that brings back a mark which stood while the person worked loses it to %s', async (_, end) => {
    const plugin = await openPlugin()
    const [first = '', second = ''] = await press(plugin, 'Card 1', 'In hidden')
    plugin.host.document.edit(idOf(plugin, 'Small'), { x: 3000 })
    await place(plugin, first)
    plugin.host.undo()
    plugin.host.undo()
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
    await end(plugin, second)
    expect(namesOfMarks(plugin)).toEqual([])
  })
})

describe('the mark of a layer', () => {
  it('that is moved and resized, by itself or with what is around it, follows', async () => {
    const { plugin, passTime } = await openWithClock()
    const { document } = plugin.host
    await press(plugin, 'Image 1', 'Ellipse')
    document.edit(idOf(plugin, 'Image 1'), { x: 40, width: 200 })
    document.edit(idOf(plugin, 'Card 1'), { y: 500 })
    await passTime()
    expect(boxOf(plugin, 'Waiting: Image 1')).toEqual({ x: 40, y: 520, width: 200, height: 240 })
    expect(boxOf(plugin, 'Waiting: Ellipse')).toEqual(boxOf(plugin, 'Ellipse'))
  })

  it.each<[string, (plugin: Plugin) => void]>([
    ['removed', (plugin) => plugin.host.document.remove([idOf(plugin, 'Image 1')])],
    ['hidden', (plugin) => plugin.host.document.edit(idOf(plugin, 'Card 1'), { visible: false })],
  ])('that is %s goes with it', async (_, change) => {
    const { plugin, passTime } = await openWithClock()
    await press(plugin, 'Image 1')
    change(plugin)
    await passTime()
    expect(namesOfMarks(plugin)).toEqual([])
  })

  it('that waits again follows again, also to where it has been before', async () => {
    const { plugin, comeToRest } = await openWithClock()
    const move = async (x: number) => {
      plugin.host.document.edit(idOf(plugin, 'Card 1'), { x })
      await comeToRest()
    }
    const [key = ''] = await press(plugin, 'Card 1')
    await move(-500)
    await place(plugin, key)
    await move(0)
    await press(plugin, 'Card 1')
    await move(-500)
    expect(boxOf(plugin, 'Waiting: Card 1')).toEqual(boxOf(plugin, 'Card 1'))
  })

  it('that stays where it is is not touched by other changes', async () => {
    const { plugin, comeToRest } = await openWithClock()
    await press(plugin, 'Card 1')
    const [made] = marksIn(plugin.host)
    await comeToRest()
    expect(marksIn(plugin.host)[0]).toBe(made)
    plugin.host.document.edit(idOf(plugin, 'Card 1'), { x: -500 })
    await comeToRest()
    const [moved] = marksIn(plugin.host)
    expect(moved?.x).toBe(-500)
    plugin.host.document.edit(idOf(plugin, 'Small'), { x: 3000 })
    await comeToRest()
    expect(marksIn(plugin.host)[0]).toBe(moved)
  })
})

describe('a mark counts as nothing else', () => {
  it('when the place beside a layer is chosen', async () => {
    const placeBeside = async (document: DocumentFile) => {
      const plugin = await openPlugin({ document })
      const { entries } = await begin(plugin, plan({ kind: 'beside', nodeId: idOf(plugin, 'Card 1') }))
      return entries[0]?.target.place
    }
    const file = shopWithMark(0)
    // Where an image beside the card would go.
    const beside = await placeBeside(makeShop())
    const nodes = file.nodes.map((node) => (node.id === '9:9' ? { ...node, x: beside?.x ?? 0 } : node))
    expect(await placeBeside({ ...file, nodes })).toEqual(beside)
  })

  it('when it is selected: there is nothing to fill or to export', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1')
    const nodeId = idOf(plugin, 'Waiting: Card 1')
    plugin.host.selection = [nodeId]
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([
      { exportObstacle: 'empty', fillObstacle: 'no-fills', provenance: null },
    ])
    const { refusals } = await plugin.ask('export-references', { references: [{ nodeId, maxPixels: 1e6 }] })
    expect(refusals).toMatchObject([{ failure: { code: 'nothing_to_export' } }])
  })

  it('in the PNG of a reference', async () => {
    const plugin = await openPlugin()
    const references = [{ nodeId: idOf(plugin, 'Card 1'), maxPixels: 1e6 }]
    const before = await plugin.ask('export-references', { references })
    await press(plugin, 'Card 1', 'Image 1')
    const after = await plugin.ask('export-references', { references })
    expect(after.references[0]?.bytes).toEqual(before.references[0]?.bytes)
  })

  it('to those who watch a reference', async () => {
    const { plugin, comeToRest } = await openWithClock()
    await plugin.ask('watch-frames', { nodeIds: [idOf(plugin, 'Card 1')] })
    const [key = ''] = await press(plugin, 'Card 1')
    await comeToRest()
    await plugin.ask('stop-waiting', { key })
    await comeToRest()
    const types = plugin.host.panel.messages.map((message) => (message as { type: string }).type)
    expect(types).not.toContain('frames-changed')
  })
})

/** An undo gives back the layers of the file in another order than that in which they were made. */
function byId(nodes: ReturnType<typeof look>) {
  return [...nodes].sort((a, b) => a.id.localeCompare(b.id))
}
