import { describe, expect, it } from 'vitest'
import { makeNode } from '../../playground/host/node-defaults.ts'
import { openPlugin, type Plugin } from './open-plugin.ts'
import { makeShop } from './shop.ts'

async function select(plugin: Plugin, ...names: string[]) {
  plugin.host.selection = names.map((name) => plugin.host.document.find(name).id)
  return plugin.hear('selection-changed')
}

describe('the selection is told as soon as it changes', () => {
  it('tells an empty one at the opening', async () => {
    const plugin = await openPlugin()
    plugin.tell({ type: 'open-panel' })
    const { nodes, pageId } = await plugin.hear('selection-changed')
    expect(nodes).toEqual([])
    expect(pageId).toBe(plugin.host.document.currentPageId)
  })

  it('describes a frame with its words in reading order and the layer meant for the image', async () => {
    const plugin = await openPlugin()
    const { nodes, total, cards } = await select(plugin, 'Card 1')
    const image = plugin.host.document.find('Image 1')
    expect(nodes).toEqual([
      {
        id: plugin.host.document.find('Card 1').id,
        name: 'Card 1',
        type: 'FRAME',
        width: 300,
        height: 400,
        exportObstacle: null,
        fillObstacle: null,
        text: 'Oak chair, € 240, Solid oak, oiled',
        slot: { id: image.id, name: 'Image 1', width: 260, height: 240 },
        provenance: null,
      },
    ])
    expect(total).toBeUndefined()
    expect(cards).toEqual([
      {
        id: plugin.host.document.find('Card 1').id,
        name: 'Card 1',
        slot: { id: image.id, name: 'Image 1', type: 'RECTANGLE', width: 260, height: 240 },
        lines: ['Oak chair', '€ 240', 'Solid oak, oiled'].map((words) => ({ words, isOnButton: false })),
        fillObstacle: null,
        picture: 'none',
        pictureKey: '',
        warnings: [],
        provenance: null,
      },
    ])
  })

  it.each([
    ['Card 1', null, null],
    ['Locked', null, null],
    ['Ellipse', null, null],
    ['Headline', null, null],
    ['Tile', null, null],
    ['Tile copy', null, null],
    ['Hidden', 'hidden', null],
    ['In hidden', 'hidden', null],
    ['Empty', 'empty', null],
    ['Nothing shown', 'empty', null],
    ['Line', 'empty', 'no-fills'],
    ['Group', null, 'no-fills'],
    ['Mixed words', null, 'mixed-text'],
  ])('%s: export %s, fill %s', async (name, exportObstacle, fillObstacle) => {
    const plugin = await openPlugin()
    const { nodes } = await select(plugin, name)
    expect(nodes).toMatchObject([{ exportObstacle, fillObstacle }])
  })

  it('tells them as they are read on the canvas, in whatever order they were chosen', async () => {
    const plugin = await openPlugin()
    const names = ['Card 1', 'Card 2', 'Locked', 'Small', 'Headline', 'Mixed words', 'Section']
    const { nodes } = await select(
      plugin,
      'Small',
      'Section',
      'Card 2',
      'Mixed words',
      'Locked',
      'Card 1',
      'Headline',
    )
    // The cards are four times as high as what stands beside them, so their middles are in a line of their own.
    expect(nodes.map(({ name }) => name).sort()).toEqual([...names].sort())
    const told = nodes.map(({ name }) => name)
    expect(told.indexOf('Small')).toBeLessThan(told.indexOf('Headline'))
    expect(told.indexOf('Card 1')).toBeLessThan(told.indexOf('Card 2'))
    const again = await select(plugin, ...[...names].reverse())
    expect(again.nodes.map(({ name }) => name)).toEqual(told)
  })

  it('is read-only in Dev Mode and still told', async () => {
    const plugin = await openPlugin({ editorType: 'dev' })
    const { nodes } = await select(plugin, 'Card 1')
    expect(nodes).toMatchObject([{ exportObstacle: null, fillObstacle: 'read-only' }])
  })

  it('follows the person to another page', async () => {
    const plugin = await openPlugin()
    await select(plugin, 'Card 1')
    const archive = plugin.host.document.find('Archive').id
    plugin.host.document.goToPage(archive)
    expect(await plugin.hear('selection-changed')).toMatchObject({ nodes: [], pageId: archive })
  })
})

describe('the layer meant for the image', () => {
  const image = { type: 'IMAGE', scaleMode: 'FILL', imageHash: 'a'.repeat(40) } as const

  it('is the largest one with an image fill, unless another says so by its name', async () => {
    const plugin = await openPlugin()
    const slot = plugin.host.document.find('Image 1')
    plugin.host.document.edit(slot.id, { name: 'Photo', fills: [] })
    expect((await select(plugin, 'Card 1')).nodes).toMatchObject([{ slot: null }])

    plugin.host.document.edit(slot.id, { fills: [image] })
    plugin.host.selection = []
    await plugin.hear('selection-changed')
    expect((await select(plugin, 'Card 1')).nodes).toMatchObject([{ slot: { name: 'Photo' } }])
  })

  it('is none that is hidden', async () => {
    const plugin = await openPlugin()
    const slot = plugin.host.document.find('Image 1')
    plugin.host.document.edit(slot.id, { visible: false })
    expect((await select(plugin, 'Card 1')).nodes).toMatchObject([{ slot: null }])
  })
})

describe('a selection of thousands of layers', () => {
  it('is told in part, with the true number, by a bounded number of looks', async () => {
    const file = makeShop()
    const page = file.nodes.find(({ name }) => name === 'Shop')
    if (page === undefined) throw new Error('The page is missing')
    const many = Array.from({ length: 3000 }, (_, index) => makeNode(`9:${index}`, 'RECTANGLE', page.id))
    const wide = makeNode('8:1', 'FRAME', page.id, {
      name: 'Wide',
      children: many.map(({ id }) => `${id}:in`),
    })
    const inside = many.map(({ id }) =>
      makeNode(`${id}:in`, 'TEXT', '8:1', { characters: 'word', width: 10 }),
    )
    const children = [...page.children, ...many.map(({ id }) => id), wide.id]
    const nodes = [
      ...file.nodes.filter((node) => node !== page),
      { ...page, children },
      ...many,
      wide,
      ...inside,
    ]
    const plugin = await openPlugin({ document: { ...file, nodes } })

    plugin.host.selection = [wide.id, ...many.map(({ id }) => id)]
    const { nodes: told, total } = await plugin.hear('selection-changed')
    expect(told).toHaveLength(100)
    expect(total).toBe(3001)
    // Of 3000 looks each of five hundred layers gets six, of which the first is at the layer itself.
    expect(told[0]?.text?.split(', ')).toEqual(Array<string>(5).fill('word'))
  })
})
