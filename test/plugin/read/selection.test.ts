import { describe, expect, it } from 'vitest'
import { makeNode } from '../../../playground/host/file/node-defaults.ts'
import { hearSelection, openPlugin, type Plugin } from '../support/open-plugin.ts'
import { makeShop } from '../support/shop.ts'

async function select(plugin: Plugin, ...names: string[]) {
  plugin.host.selection = names.map((name) => plugin.host.document.find(name).id)
  return hearSelection(plugin)
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
        provenance: null,
        steps: [],
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

describe('a selection of thousands of layers', () => {
  it('is read in slices, told in part, and with the true number', async () => {
    const file = makeShop()
    const page = file.nodes.find(({ name }) => name === 'Shop')
    if (page === undefined) throw new Error('The page is missing')
    const many = Array.from({ length: 2000 }, (_, index) =>
      makeNode(`9:${index}`, 'RECTANGLE', page.id, {
        x: (index % 40) * 200,
        y: Math.floor(index / 40) * 200,
      }),
    )
    const nodes = [
      ...file.nodes.filter((node) => node !== page),
      { ...page, children: [...page.children, ...many.map(({ id }) => id)] },
      ...many,
    ]
    const plugin = await openPlugin({ document: { ...file, nodes } })
    plugin.host.selection = many.map(({ id }) => id)
    expect(await plugin.hear('selection-changed')).toMatchObject({ isReading: true, cards: [] })
    const told = await hearSelection(plugin)
    expect(told.nodes).toHaveLength(100)
    expect(told.total).toBe(2000)
    expect(told.cards).toHaveLength(500)
    expect(told.totalCards).toBe(2000)
    expect(told.cards.map(({ id }) => id)).toEqual(many.slice(0, 500).map(({ id }) => id))
  })
})
