import { describe, expect, it } from 'vitest'
import {
  buildFile,
  frame,
  group,
  page,
  rectangle,
  text,
  vector,
} from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { hearSelection, openPlugin, type Plugin } from '../support/open-plugin.ts'

const HASH = 'a'.repeat(40)
const photo = { type: 'IMAGE', scaleMode: 'FILL', imageHash: HASH } as const
const LAYERS_OF_CARD = 14

/** A product's card as a shop has it: 14 layers, three of them words. */
const card = (index: number) =>
  frame(
    `Frame ${index}`,
    { x: (index % 10) * 220, y: Math.floor(index / 10) * 340, width: 200, height: 300 },
    [
      group('Icon', { x: 170, y: 10, width: 20, height: 20 }, [
        vector('Vector', { x: 170, y: 10, width: 20, height: 20 }),
        vector('Vector', { x: 172, y: 12, width: 16, height: 16 }),
      ]),
      frame('Sale', { visible: false, x: 10, y: 10, width: 40, height: 16 }, [
        text('−20 %', { width: 40, height: 16 }),
      ]),
      rectangle('Rectangle 1', { width: 200, height: 180, fills: [photo] }),
      text(`Product ${index}`, { x: 10, y: 200, width: 160, height: 20 }),
      text('€ 24', { x: 10, y: 230, width: 60, height: 20 }),
      frame('Button', { x: 10, y: 260, width: 90, height: 30, fills: [solid('#222222')] }, [
        text('Add to bag', { x: 8, y: 5, width: 70, height: 20 }),
        vector('Arrow', { x: 80, y: 8, width: 8, height: 14 }),
      ]),
      rectangle('Base', { width: 200, height: 300 }),
    ],
  )

type Reads = Map<string, number>

async function openPage(layers: Parameters<typeof page>[2], reads: Reads): Promise<Plugin> {
  return openPlugin({
    document: buildFile('shop', 'Shop', [page('Shop', {}, layers)], []),
    noteCall(operation, [id, property]) {
      if (!operation.startsWith('get-') && operation !== 'call-method') return
      const read = `${id} ${property}`
      reads.set(read, (reads.get(read) ?? 0) + 1)
    },
  })
}

async function openGrid(count: number): Promise<{ plugin: Plugin; reads: Reads; cards: string[] }> {
  const reads: Reads = new Map()
  const cards = Array.from({ length: count }, (_, index) => card(index))
  const grid = frame('Grid', { width: 2200, height: 340 * Math.ceil(count / 10) }, cards)
  const plugin = await openPage([grid], reads)
  const { children } = plugin.host.document.find('Grid')
  return { plugin, reads, cards: [...children] }
}

function sum(reads: Reads): number {
  return [...reads.values()].reduce((all, times) => all + times, 0)
}

describe('what is asked of Figma to describe a selection', () => {
  it('is asked again of sixty at most of those that stand in one frame', async () => {
    const reads: Reads = new Map()
    const words = Array.from({ length: 1000 }, (_, index) => text(`${index}`, { y: index * 20 }))
    const plugin = await openPage([frame('Long', { width: 300, height: 20_000 }, words)], reads)
    plugin.host.selection = [plugin.host.document.find('Long').id]
    await hearSelection(plugin)
    const again = [...reads].filter(([read, times]) => times > 1 && /fills|visible/.test(read))
    expect(again.length).toBeLessThan(2 * 61)
  })

  it.each([
    ['a grid of 12 cards', 12, true],
    ['12 cards, one by one', 12, false],
    ['a grid of 100 cards', 100, true],
  ])('is asked once of each layer: %s', async (_, count, isGrid) => {
    const { plugin, reads, cards } = await openGrid(count)
    const grid = plugin.host.document.find('Grid').id
    reads.clear()
    plugin.host.selection = isGrid ? [grid] : cards
    const told = await hearSelection(plugin)
    expect(told.cards).toHaveLength(count)
    expect(told.cards.at(-1)).toMatchObject({ lines: [{ words: `Product ${count - 1}` }, {}, {}] })
    expect([...reads].filter(([read]) => read.endsWith('selection')).map(([, times]) => times)).toEqual([1])
    // Figma's own object of the page and its selection are not layers.
    const ofLayers = [...reads].filter(([read]) => !/^0:|selection$/.test(read))
    // What one layer's plugin data says under two names is asked for under each.
    expect(ofLayers.filter(([read, times]) => times > 1 && !read.endsWith('getPluginData'))).toEqual([])
  })

  it.each([
    ['a grid', true, 2.5],
    ['each card', false, 3.2],
  ])('is little of each layer of %s', async (_, isGrid, most) => {
    const { plugin, reads, cards } = await openGrid(40)
    const grid = plugin.host.document.find('Grid').id
    reads.clear()
    plugin.host.selection = isGrid ? [grid] : cards
    await hearSelection(plugin)
    expect(sum(reads) / (40 * LAYERS_OF_CARD)).toBeLessThan(most)
  })

  it('is nothing of what is hidden, and of a sign only whether it holds words', async () => {
    const { plugin, reads } = await openGrid(4)
    const { id, children } = plugin.host.document.findAll('Sale')[3] ?? { id: '', children: [] }
    reads.clear()
    plugin.host.selection = [plugin.host.document.find('Grid').id]
    await hearSelection(plugin)
    const readOf = (ids: readonly string[]) =>
      [...reads.keys()].filter((read) => ids.includes(read.split(' ')[0] ?? ''))
    expect(readOf(children)).toEqual([])
    expect(readOf([id]).sort()).toEqual([`${id} children`, `${id} visible`])
  })
})
