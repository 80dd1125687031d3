import type { Paint, SolidPaint } from '@figma/plugin-typings/plugin-api-standalone'
import { describe, expect, it } from 'vitest'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { drawImage, openPlugin } from '../support/open-plugin.ts'
import {
  begin,
  bodyOf,
  IMAGE,
  journalKeys,
  look,
  lookBelowMarks,
  place,
  plan,
  planFill,
} from '../support/press.ts'
import { makeShop } from '../support/shop.ts'
import { fill, fillsOf, provenanceOf } from './filled.ts'

const BOUND = solid('#336699') as SolidPaint

function patternOf(sourceNodeId: string): Paint {
  const spacing = { x: 0, y: 0 }
  const shared = { tileType: 'RECTANGULAR', scalingFactor: 1, spacing, horizontalAlignment: 'START' } as const
  return { type: 'PATTERN', sourceNodeId, ...shared }
}

describe('an image fills its target', () => {
  it.each([
    ['Card 1'],
    ['Old card'],
    ['Locked'],
    ['Ellipse'],
    ['Headline'],
    ['Tile copy'],
    ['In hidden'],
    ['Section'],
    ['In group'],
  ])('"%s": the bytes as they came, on top of the fills that were there', async (name) => {
    const plugin = await openPlugin()
    const { id, fills: before } = plugin.host.document.find(name)
    const { outcome, nodeId } = await fill(plugin, name)
    expect([outcome, nodeId]).toEqual(['placed', id])
    const fills = fillsOf(plugin, id)
    expect(fills.slice(0, -1)).toEqual(before)
    const top = fills.at(-1)
    expect(top).toMatchObject({ type: 'IMAGE', scaleMode: 'FILL' })
    const hash = top?.type === 'IMAGE' ? (top.imageHash ?? '') : ''
    expect(plugin.host.document.imageBytes(hash)).toEqual(IMAGE)
    expect(journalKeys(plugin.host)).toEqual([])
    expect(plugin.host.failures).toEqual([])
  })

  it('on top of paints that no plugin can make, each as it was', async () => {
    const plugin = await openPlugin()
    const { document } = plugin.host
    const { id } = document.find('Small')
    const fills: Paint[] = [
      { ...BOUND, boundVariables: { color: { type: 'VARIABLE_ALIAS', id: 'VariableID:1:1' } } },
      { type: 'VIDEO', scaleMode: 'FILL', videoHash: 'film' },
      { type: 'SHADER', id: 'shader-1', properties: { a: 1 } },
      { type: 'IMAGE', scaleMode: 'FIT', imageHash: 'lost' },
    ]
    for (const below of [fills, [...fills, patternOf(document.find('Locked').id)]]) {
      document.edit(id, { fills: below })
      expect(await fill(plugin, 'Small')).toMatchObject({ outcome: 'placed', nodeId: id })
      expect(fillsOf(plugin, id).slice(0, -1)).toMatchObject(below)
    }
    expect(plugin.host.failures).toEqual([])
  })

  it('also a layer inside an instance, as an override', async () => {
    const plugin = await openPlugin()
    const both = plugin.host.document.findAll('Tile image')
    const original = both.find(({ mirroredId }) => mirroredId === null)
    const override = both.find(({ mirroredId }) => mirroredId !== null)
    const planned = plan({ kind: 'fill', nodeId: override?.id ?? '' })
    await begin(plugin, planned)
    await place(plugin, planned.key)
    expect(fillsOf(plugin, override?.id ?? '').at(-1)).toMatchObject({ type: 'IMAGE' })
    expect(fillsOf(plugin, original?.id ?? '')).toEqual(original?.fills)
  })

  it('is seen on the canvas', async () => {
    const plugin = await openPlugin()
    await fill(plugin, 'Card 1', drawImage(400, 400, '#00ff00'))
    expect(await plugin.host.samplePixel(5, 395)).toEqual([0, 255, 0, 255])
  })

  it('wins over a fill style', async () => {
    const file = makeShop()
    const style = { id: 'S:1', key: 'k', name: 'Brand/Red', description: '', paints: [solid('#cc2200')] }
    const nodes = file.nodes.map((node) =>
      node.name === 'Card 1' ? { ...node, fillStyleId: style.id } : node,
    )
    const plugin = await openPlugin({ document: { ...file, nodes, styles: [style] } })
    const { nodeId } = await fill(plugin, 'Card 1')
    expect(plugin.host.document.get(nodeId)?.fillStyleId).toBe('')
    expect(fillsOf(plugin, nodeId)).toHaveLength(2)
  })

  it('carries the names by which the relay knows the references, once they have been sent', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    await plugin.ask('record-request', { key: planned.key, body: bodyOf(planned.prompt) })
    const { nodeId } = await place(plugin, planned.key)
    expect(provenanceOf(plugin, nodeId).references).toEqual([
      { name: 'Card 2', nodeId: '1:8', uploadId: 'c'.repeat(64) },
    ])
  })

  it('carries how it was made, and the buttons that open the plugin from it', async () => {
    const plugin = await openPlugin()
    const references = [{ name: 'Card 2', nodeId: '1:8', maxPixels: 4e6, uploadId: 'd'.repeat(64) }]
    const look = { id: `look_${'1'.repeat(32)}`, version: 3, name: 'Autumn' }
    const planned = planFill(plugin, 'Card 1', { aspectRatio: '3:4', resolution: '2K', references, look })
    await begin(plugin, planned)
    const { nodeId } = await place(plugin, planned.key, drawImage(300, 400))
    expect(provenanceOf(plugin, nodeId)).toEqual({
      version: 1,
      key: planned.key,
      generationId: `generation-of-${planned.key}`,
      prompt: planned.prompt,
      aspectRatio: '3:4',
      resolution: '2K',
      references: [{ name: 'Card 2', nodeId: '1:8', uploadId: 'd'.repeat(64) }],
      look,
      credits: 5,
      imageHash: expect.stringMatching(/^[0-9a-f]{40}$/),
      width: 300,
      height: 400,
      placedAt: expect.closeTo(Date.now(), -4),
    })
    expect(plugin.host.document.get(nodeId)?.relaunchData).toEqual({
      'edit-prompt': planned.prompt,
      vary: '',
      'picture-before': '',
    })
  })

  it('is told to the panel when the layer is selected', async () => {
    const plugin = await openPlugin()
    plugin.host.selection = [plugin.host.document.find('Card 1').id]
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([{ provenance: null }])
    const { key } = await fill(plugin, 'Card 1')
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([{ provenance: { key } }])
  })

  it('is one undo step: fills, provenance and buttons go together', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    await fill(plugin, 'Card 1')
    const after = look(plugin.host)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
    plugin.host.redo()
    expect(look(plugin.host)).toEqual(after)
  })

  it('leaves what the person did before it as a step of its own', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    plugin.host.document.edit(plugin.host.document.find('Card 1').id, { name: 'Renamed' })
    const renamed = lookBelowMarks(plugin.host)
    await place(plugin, planned.key)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(renamed)
  })

  it('takes the place of the image this plugin set before, and of nothing else', async () => {
    const plugin = await openPlugin()
    const { nodeId } = await fill(plugin, 'Card 1', drawImage(64, 64, '#111111'))
    await fill(plugin, 'Card 1', drawImage(64, 64, '#222222'))
    const { key } = await fill(plugin, 'Card 1', drawImage(64, 64, '#333333'))
    expect(fillsOf(plugin, nodeId).map(({ type }) => type)).toEqual(['SOLID', 'IMAGE'])
    expect(provenanceOf(plugin, nodeId).key).toBe(key)
  })

  it('goes to the layer of the press, whatever is selected and wherever the person is by then', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    plugin.host.document.goToPage(plugin.host.document.find('Archive').id)
    plugin.host.selection = [plugin.host.document.find('Old card').id]
    expect(await place(plugin, planned.key)).toMatchObject({
      outcome: 'placed',
      nodeId: plugin.host.document.find('Card 1').id,
    })
    expect(fillsOf(plugin, plugin.host.document.find('Old card').id)).toHaveLength(1)
  })

  it('of a variation takes the place of the first, in one step', async () => {
    const plugin = await openPlugin()
    const plans = [0, 1].map((variation) => planFill(plugin, 'Card 1', { variation }))
    await begin(plugin, ...plans)
    await place(plugin, plans[0]?.key ?? '', drawImage(64, 64, '#111111'))
    const first = look(plugin.host)
    const { nodeId } = await place(plugin, plans[1]?.key ?? '', drawImage(64, 64, '#222222'))
    expect(fillsOf(plugin, nodeId)).toHaveLength(2)
    expect(provenanceOf(plugin, nodeId).key).toBe(plans[1]?.key)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(first)
  })
})

describe('a placeholder becomes the image', () => {
  it('with the name of the prompt and the ratio of the measured pixels, around the same middle', async () => {
    const plugin = await openPlugin()
    const planned = plan({ kind: 'new-image' }, { aspectRatio: '16:9' })
    const { entries } = await begin(plugin, planned)
    const id = entries[0]?.target.nodeId ?? ''
    const waiting = look(plugin.host)
    const before = plugin.host.document.bounds(id)
    expect(await place(plugin, planned.key, drawImage(1000, 500))).toMatchObject({
      outcome: 'placed',
      nodeId: id,
    })
    const after = plugin.host.document.bounds(id)
    expect(after.width / after.height).toBeCloseTo(2, 1)
    expect(Math.abs(after.x + after.width / 2 - before.x - before.width / 2)).toBeLessThanOrEqual(1)
    expect(Math.abs(after.y + after.height / 2 - before.y - before.height / 2)).toBeLessThanOrEqual(1)
    const node = plugin.host.document.get(id)
    expect(node?.name).toBe(planned.prompt)
    expect(node?.fills).toHaveLength(1)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(waiting)
  })
})

it('nothing is placed in Dev Mode, and the entry waits for the editor', async () => {
  const plugin = await openPlugin()
  const planned = planFill(plugin, 'Card 1')
  await begin(plugin, planned)
  const file = { document: plugin.host.document.save(), storage: plugin.host.storage.entries() }
  const dev = await openPlugin({ ...file, editorType: 'dev' })
  const order = { key: planned.key, generationId: 'g', credits: null, bytes: IMAGE }
  expect((await dev.askInVain('place-image', order)).code).toBe('read_only')
  expect(journalKeys(dev.host)).toEqual([planned.key])
  const editor = await openPlugin({ document: dev.host.document.save(), storage: dev.host.storage.entries() })
  expect(await place(editor, planned.key)).toMatchObject({ outcome: 'placed' })
})
