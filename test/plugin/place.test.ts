import type { Paint, SolidPaint } from '@figma/plugin-typings/plugin-api-standalone'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type Provenance, provenance } from '../../contract/provenance.ts'
import { solid } from '../../playground/host/file/node-defaults.ts'
import { drawImage, openPlugin, type Plugin } from './open-plugin.ts'
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
  quickestOf,
} from './press.ts'
import { makeShop } from './shop.ts'

async function fill(plugin: Plugin, name: string, bytes = IMAGE) {
  const planned = planFill(plugin, name)
  await begin(plugin, planned)
  const placed = await place(plugin, planned.key, bytes)
  return { ...placed, key: planned.key }
}

function provenanceOf(plugin: Plugin, nodeId: string): Provenance {
  return v.parse(provenance, JSON.parse(plugin.host.document.get(nodeId)?.pluginData.provenance ?? ''))
}

const BOUND = solid('#336699') as SolidPaint

function patternOf(sourceNodeId: string): Paint {
  const spacing = { x: 0, y: 0 }
  const shared = { tileType: 'RECTANGULAR', scalingFactor: 1, spacing, horizontalAlignment: 'START' } as const
  return { type: 'PATTERN', sourceNodeId, ...shared }
}

function fillsOf(plugin: Plugin, nodeId: string) {
  return plugin.host.document.get(nodeId)?.fills ?? []
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

describe('a target that is gone', () => {
  it('gets a new image where it was, of the image’s ratio, and a notice that shows it', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 2')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Card 2').id])
    const removed = lookBelowMarks(plugin.host)
    const { outcome, nodeId } = await place(plugin, planned.key, drawImage(600, 300))
    expect(outcome).toBe('placed-beside')
    const bounds = plugin.host.document.bounds(nodeId)
    expect(bounds).toMatchObject({ x: 340, y: 0 })
    expect(bounds.width / bounds.height).toBeCloseTo(2, 1)
    expect(plugin.host.document.get(nodeId)).toMatchObject({
      name: planned.prompt,
      fills: [{ type: 'IMAGE' }],
      parentId: plugin.host.document.currentPageId,
    })
    expect(provenanceOf(plugin, nodeId).key).toBe(planned.key)
    expect(journalKeys(plugin.host)).toEqual([])

    const [notice] = plugin.host.notifications
    expect(notice).toMatchObject({
      message: '“Card 2” is gone, so its image was placed where it was.',
      buttonText: 'Show',
    })
    notice?.press()
    await plugin.hear('selection-changed')
    await expect.poll(() => plugin.host.selection).toEqual([nodeId])

    plugin.host.undo()
    expect(look(plugin.host)).toEqual(removed)
  })

  it('with its page gets it on the page the person is on', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Old card')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Archive').id])
    const { outcome, nodeId } = await place(plugin, planned.key)
    expect(outcome).toBe('placed-beside')
    expect(plugin.host.document.get(nodeId)?.parentId).toBe(plugin.host.document.currentPageId)
  })

  it('on a page that is not open gets it there', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Old card')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Old card').id])
    const { nodeId } = await place(plugin, planned.key)
    expect(plugin.host.document.get(nodeId)?.parentId).toBe(plugin.host.document.find('Archive').id)
  })

  it('because the press was undone, gets the image all the same', async () => {
    const plugin = await openPlugin()
    const planned = plan({ kind: 'new-image' })
    await begin(plugin, planned)
    plugin.host.undo()
    const { outcome, nodeId } = await place(plugin, planned.key)
    expect(outcome).toBe('placed-beside')
    expect(fillsOf(plugin, nodeId)).toMatchObject([{ type: 'IMAGE' }])
  })

  it('twice over lets neither image cover the other', async () => {
    const plugin = await openPlugin()
    const plans = [planFill(plugin, 'Card 2'), planFill(plugin, 'Card 2')]
    await begin(plugin, ...plans)
    plugin.host.document.remove([plugin.host.document.find('Card 2').id])
    const placed = []
    for (const { key } of plans) placed.push(await place(plugin, key))
    const [first, second] = placed.map(({ nodeId }) => plugin.host.document.bounds(nodeId))
    expect(second?.x).toBeGreaterThanOrEqual((first?.x ?? 0) + (first?.width ?? 0))
  })

  it('is named in a notice no longer than Figma shows, however long its name', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 2')
    const { id } = plugin.host.document.find('Card 2')
    plugin.host.document.edit(id, { name: 'Card '.repeat(40) })
    await begin(plugin, planned)
    plugin.host.document.remove([id])
    await place(plugin, planned.key)
    const [notice] = plugin.host.notifications
    expect(notice?.message).toContain('is gone')
    expect(notice?.message.length).toBeLessThanOrEqual(100)
  })

  it('says nothing when the person had stopped waiting and places it by hand', async () => {
    const plugin = await openPlugin()
    const planned = plan({ kind: 'new-image' })
    await begin(plugin, planned)
    await plugin.ask('stop-waiting', { key: planned.key })
    expect(await place(plugin, planned.key)).toMatchObject({ outcome: 'placed-beside' })
    expect(plugin.host.notifications).toEqual([])
  })
})

it('a target that takes no fill any more gets the image beside it', async () => {
  const plugin = await openPlugin()
  const planned = planFill(plugin, 'Headline')
  await begin(plugin, planned)
  const { id, fills } = plugin.host.document.find('Headline')
  plugin.host.document.edit(id, {
    textRuns: [
      { start: 0, end: 4, fills },
      { start: 4, end: 8, fills: [solid('#123456')] },
    ],
  })
  const { outcome, nodeId } = await place(plugin, planned.key)
  expect(outcome).toBe('placed-beside')
  const box = plugin.host.document.bounds(id)
  expect(plugin.host.document.bounds(nodeId).x).toBeGreaterThan(box.x + box.width)
  expect(plugin.host.document.get(id)?.pluginData).toEqual({})
  expect(plugin.host.notifications).toMatchObject([{ message: expect.stringContaining('takes no image') }])
})

it('a result of another file is placed in sight when the person asks for it here', async () => {
  const first = await openPlugin()
  const planned = planFill(first, 'Card 1')
  await begin(first, planned)
  const storage = first.host.storage.entries()
  const second = await openPlugin({ storage })
  const { outcome, nodeId } = await place(second, planned.key)
  expect(outcome).toBe('placed-beside')
  expect(fillsOf(second, second.host.document.find('Card 1').id)).toHaveLength(1)
  const { x, width } = second.host.document.bounds(nodeId)
  expect(Math.abs(x + width / 2 - second.host.viewport.center.x)).toBeLessThanOrEqual(1)
  expect(journalKeys(second.host)).toEqual([])
})

describe('an image that Figma does not take is refused with the entry kept', () => {
  const png = drawImage(64, 64)
  it.each([
    ['a WebP', drawImage(64, 64, '#fff', 'image/webp'), 'unsupported_media_type'],
    ['no image', new Uint8Array([60, 104, 116, 109, 108, 62]), 'unsupported_media_type'],
    ['nothing at all', new Uint8Array(), 'unsupported_media_type'],
    ['a PNG of 4097 pixels', drawImage(4097, 2), 'unsupported_media_type'],
    ['a JPEG of 5000 pixels', drawImage(2, 5000, '#fff', 'image/jpeg'), 'unsupported_media_type'],
  ])('%s', async (_, bytes, code) => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    const before = look(plugin.host)
    const order = { key: planned.key, generationId: 'g', credits: null, bytes }
    expect((await plugin.askInVain('place-image', order)).code).toBe(code)
    expect(look(plugin.host)).toEqual(before)
    expect(journalKeys(plugin.host)).toEqual([planned.key])
    expect(await place(plugin, planned.key, png)).toMatchObject({ outcome: 'placed' })
  })

  it('but one of exactly 4096 pixels and a JPEG are taken', async () => {
    const plugin = await openPlugin()
    expect(await fill(plugin, 'Card 1', drawImage(4096, 8))).toMatchObject({ outcome: 'placed' })
    const jpeg = drawImage(64, 32, '#fff', 'image/jpeg')
    expect(await fill(plugin, 'Card 2', jpeg)).toMatchObject({ outcome: 'placed' })
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

it('a 4 MB image is on the canvas within 400 ms of its order', async () => {
  const plugin = await openPlugin()
  // A PNG may carry anything behind its end; the host hashes and copies every byte of it.
  const bytes = new Uint8Array(4_000_000)
  bytes.set(drawImage(1024, 1024))
  const taken = await quickestOf(5, async () => {
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    return () => place(plugin, planned.key, bytes)
  })
  expect(taken).toBeLessThan(400)
})
