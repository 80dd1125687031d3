import { describe, expect, it } from 'vitest'
import { openPlugin } from '../support/open-plugin.ts'
import { begin, look, marksIn, place, plan, planFill } from '../support/press.ts'
import { makeShop } from '../support/shop.ts'
import { HOUR_MS, idOf, loadPanel, namesOfMarks, openAgain, press, shopWithMark } from './marked-layers.ts'

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
