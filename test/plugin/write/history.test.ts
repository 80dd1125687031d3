import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type CopyTarget, DRAGGED_GENERATION } from '../../../contract/canvas-orders.ts'
import { type Making, provenance } from '../../../contract/provenance.ts'
import { drawImage, openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, journalKeys, look, lookBelowMarks, marksIn, place, plan, planFill } from '../support/press.ts'
import { makeShop } from '../support/shop.ts'

const making = (key: string): Making => ({
  key,
  generationId: `generation-of-${key}`,
  prompt: 'An oak chair',
  aspectRatio: '1:1',
  resolution: '1K',
  references: [],
  credits: 5,
})

function placeCopy(plugin: Plugin, target: CopyTarget, key = 'key-of-history', bytes = drawImage(200, 100)) {
  return plugin.ask('place-copy', { target, making: making(key), bytes })
}

describe('an image of the history', () => {
  it.each<[string, (plugin: Plugin) => CopyTarget, (plugin: Plugin, id: string) => void]>([
    [
      'fills a layer',
      ({ host }) => ({ kind: 'fill', nodeId: host.document.find('Old card').id }),
      ({ host }, id) => expect(id).toBe(host.document.find('Old card').id),
    ],
    [
      'stands in the middle of the view',
      () => ({ kind: 'new-image' }),
      ({ host }, id) => {
        const { x, width } = host.document.bounds(id)
        expect(Math.abs(x + width / 2 - host.viewport.center.x)).toBeLessThanOrEqual(1)
      },
    ],
    [
      'stands around the point where it was dropped',
      ({ host }) => ({ kind: 'at', pageId: host.document.find('Archive').id, x: 5000, y: -300 }),
      ({ host }, id) => {
        expect(host.document.get(id)?.parentId).toBe(host.document.find('Archive').id)
        const { x, y, width, height } = host.document.bounds(id)
        expect(Math.abs(x + width / 2 - 5000)).toBeLessThanOrEqual(1)
        expect(Math.abs(y + height / 2 + 300)).toBeLessThanOrEqual(1)
      },
    ],
  ])('%s, in one undo step, with its provenance', async (_, targetOf, check) => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const { nodeId, outcome } = await placeCopy(plugin, targetOf(plugin))
    expect(outcome).toBe('placed')
    check(plugin, nodeId)
    const node = plugin.host.document.get(nodeId)
    const made = v.parse(provenance, JSON.parse(node?.pluginData.provenance ?? ''))
    expect(made).toMatchObject({ ...making('key-of-history'), width: 200, height: 100 })
    if (targetOf(plugin).kind !== 'fill') {
      expect(node).toMatchObject({ name: 'An oak chair', fills: [{ type: 'IMAGE' }] })
      const { width, height } = plugin.host.document.bounds(nodeId)
      expect(width / height).toBeCloseTo(2, 1)
    }
    expect(journalKeys(plugin.host)).toEqual([])
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('swaps with the one on the layer, back and forth, each a step of its own', async () => {
    const plugin = await openPlugin()
    const { id, fills } = plugin.host.document.find('Card 1')
    const target = { kind: 'fill', nodeId: id } as const
    for (const [key, color] of [
      ['key-number-1', '#111111'],
      ['key-number-2', '#222222'],
      ['key-number-1', '#111111'],
    ] as const) {
      await placeCopy(plugin, target, key, drawImage(64, 64, color))
      expect(plugin.host.document.get(id)?.fills).toHaveLength(fills.length + 1)
    }
    const hashes = [plugin.host.document.get(id)?.fills.at(-1)]
    plugin.host.undo()
    hashes.push(plugin.host.document.get(id)?.fills.at(-1))
    plugin.host.undo()
    hashes.push(plugin.host.document.get(id)?.fills.at(-1))
    expect(hashes[0]).toEqual(hashes[2])
    expect(hashes[0]).not.toEqual(hashes[1])
    plugin.host.undo()
    expect(plugin.host.document.get(id)?.fills).toEqual(fills)
  })

  it.each([
    ['a layer that is gone', '99:99', drawImage(8, 8), 'target_gone'],
    ['a layer without fills', 'Group', drawImage(8, 8), 'validation_failed'],
    ['a layer, being WebP', 'Card 1', drawImage(8, 8, '#fff', 'image/webp'), 'unsupported_media_type'],
    ['a layer, being too large', 'Card 1', drawImage(4097, 8), 'unsupported_media_type'],
  ] as const)('is refused for %s', async (_, name, bytes, code) => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const nodeId = name === '99:99' ? name : plugin.host.document.find(name).id
    const order = { target: { kind: 'fill', nodeId } as const, making: making('key-of-history'), bytes }
    expect((await plugin.askInVain('place-copy', order)).code).toBe(code)
    expect(look(plugin.host)).toEqual(before)
  })

  it('is refused in Dev Mode', async () => {
    const plugin = await openPlugin({ editorType: 'dev' })
    const order = {
      target: { kind: 'new-image' },
      making: making('key-of-history'),
      bytes: drawImage(8, 8),
    } as const
    expect((await plugin.askInVain('place-copy', order)).code).toBe('read_only')
  })
})

describe('what is dropped on the canvas', () => {
  it('from the panel comes back with its place', async () => {
    const plugin = await openPlugin()
    plugin.host.drop({ x: 12, y: 34, items: [{ type: DRAGGED_GENERATION, data: 'generation-1' }] })
    expect(await plugin.hear('image-dropped')).toEqual({
      type: 'image-dropped',
      generationId: 'generation-1',
      pageId: plugin.host.document.currentPageId,
      x: 12,
      y: 34,
    })
  })

  it('from elsewhere is left to Figma', async () => {
    const plugin = await openPlugin()
    plugin.host.drop({ x: 12, y: 34, items: [{ type: 'text/uri-list', data: 'https://example.com/a.png' }] })
    await plugin.ask('save-token', { token: 't' })
    expect(plugin.host.panel.messages).toHaveLength(1)
  })
})

/** Of the layer "Small". */
const PATTERN: Paint = {
  type: 'PATTERN',
  sourceNodeId: makeShop().nodes.find(({ name }) => name === 'Small')?.id ?? '',
  tileType: 'RECTANGULAR',
  scalingFactor: 1,
  spacing: { x: 0, y: 0 },
  horizontalAlignment: 'START',
}

describe('comparing before and after', () => {
  const fillsOf = ({ host }: Plugin) => host.document.find('Card 1').fills

  async function filled(isSilent = false) {
    const plugin = await openPlugin({ isSilent })
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    await place(plugin, planned.key, drawImage(300, 400, '#00ff00'))
    const nodeId = plugin.host.document.find('Card 1').id
    const compare = (shows: 'before' | 'after') => plugin.ask('compare', { nodeId, shows })
    return { plugin, compare, nodeId }
  }

  it('hides the image and shows it again, with the file as it was', async () => {
    const { plugin, compare } = await filled()
    const after = look(plugin.host)
    await compare('before')
    expect(await plugin.host.samplePixel(5, 395)).toEqual([0xcc, 0x22, 0, 255])
    await compare('after')
    expect(await plugin.host.samplePixel(5, 395)).toEqual([0, 255, 0, 255])
    expect(fillsOf(plugin).map(({ visible }) => visible ?? true)).toEqual([true, true])
    expect(look(plugin.host)).toMatchObject(after.map(({ id, pluginData }) => ({ id, pluginData })))
  })

  it('ends when the plugin is closed', async () => {
    const { plugin, compare } = await filled()
    await compare('before')
    plugin.host.close()
    expect(fillsOf(plugin).at(-1)).toMatchObject({ type: 'IMAGE', visible: true })
  })

  it.each(['after', 'closing'] as const)('shows a pattern that lies below, until %s', async (end) => {
    const { plugin, compare, nodeId } = await filled()
    const image = fillsOf(plugin).slice(-1)
    plugin.host.document.edit(nodeId, { fills: [PATTERN, ...image] })
    const before = look(plugin.host)
    await compare('before')
    // The pattern is of "Small", which is red.
    expect(await plugin.host.samplePixel(5, 395)).toEqual([0xcc, 0x22, 0, 255])
    if (end === 'after') await compare('after')
    else plugin.host.close()
    expect(look(plugin.host)).toEqual(before)
    expect(await plugin.host.samplePixel(5, 395)).toEqual([0, 255, 0, 255])
    expect(plugin.host.failures).toEqual([])
  })

  it('that can’t be ended keeps no mark in the file when the plugin is closed, and no other image hidden', async () => {
    const { plugin, compare, nodeId } = await filled(true)
    const { id } = plugin.host.document.find('Card 2')
    await placeCopy(plugin, { kind: 'fill', nodeId: id })
    await begin(plugin, planFill(plugin, 'Tile'))
    await compare('before')
    await plugin.ask('compare', { nodeId: id, shows: 'before' })
    // As from a newer Figma: what the plugin can read and may not write.
    const odd = fillsOf(plugin).map((paint) => (paint.type === 'IMAGE' ? { ...paint, rotation: 45 } : paint))
    plugin.host.document.edit(nodeId, { fills: odd })
    plugin.host.close()
    expect(marksIn(plugin.host)).toEqual([])
    expect(plugin.host.document.find('Card 2').fills.at(-1)).toMatchObject({ type: 'IMAGE', visible: true })
  })

  it('leaves an image alone that the person has hidden', async () => {
    const { plugin, compare, nodeId } = await filled()
    const fills = fillsOf(plugin).map((paint) => ({ ...paint, visible: false }))
    plugin.host.document.edit(nodeId, { fills })
    await compare('after')
    expect(fillsOf(plugin)).toEqual(fills)
  })

  it('of a layer without an image of the plugin changes nothing', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    for (const name of ['Card 1', 'Group', 'Mixed words']) {
      await plugin.ask('compare', { nodeId: plugin.host.document.find(name).id, shows: 'before' })
    }
    expect(look(plugin.host).map(({ fills }) => fills)).toEqual(before.map(({ fills }) => fills))
    expect(plugin.host.failures).toEqual([])
  })
})

it.each([
  ['figma', '99:99', 'target_gone'],
  ['dev', '1:2', 'read_only'],
] as const)('comparing in %s the layer %s is refused: %s', async (editorType, nodeId, code) => {
  const plugin = await openPlugin({ editorType })
  expect((await plugin.askInVain('compare', { nodeId, shows: 'before' })).code).toBe(code)
})

describe('a comparison that is going on', () => {
  it.each(['place-image', 'place-copy', 'forget-generation', 'begin-generations'] as const)(
    'is no part of the undo step of %s',
    async (type) => {
      const plugin = await openPlugin()
      const { id } = plugin.host.document.find('Card 2')
      await placeCopy(plugin, { kind: 'fill', nodeId: id })
      const plans = [planFill(plugin, 'Card 1'), plan({ kind: 'new-image' })]
      await begin(plugin, ...plans)
      await plugin.ask('compare', { nodeId: id, shows: 'before' })
      const before = lookBelowMarks(plugin.host)
      if (type === 'place-image') await place(plugin, plans[0]?.key ?? '')
      if (type === 'place-copy') await placeCopy(plugin, { kind: 'new-image' })
      if (type === 'forget-generation') await plugin.ask(type, { key: plans[1]?.key ?? '' })
      if (type === 'begin-generations') await begin(plugin, plan({ kind: 'new-image' }))
      const after = lookBelowMarks(plugin.host)
      expect(after).not.toEqual(before)
      plugin.host.undo()
      expect(lookBelowMarks(plugin.host)).toEqual(before)
      plugin.host.redo()
      // And what the comparison does next is no part of it either.
      await plugin.ask('compare', { nodeId: id, shows: 'after' })
      plugin.host.undo()
      expect(lookBelowMarks(plugin.host)).toEqual(after)
    },
  )
})

it('a placeholder that waits is not taken for an image of the history', async () => {
  const plugin = await openPlugin()
  await begin(plugin, plan({ kind: 'new-image' }))
  const waiting = plugin.host.document.nodes.length
  await placeCopy(plugin, { kind: 'new-image' })
  expect(plugin.host.document.nodes).toHaveLength(waiting + 1)
})
