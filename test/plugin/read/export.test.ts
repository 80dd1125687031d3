import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../../contract/image-header.ts'
import {
  HIGH_DETAIL_REFERENCE_PIXELS,
  MAX_REFERENCE_BYTES,
  REFERENCE_PIXELS,
} from '../../../contract/model.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { makeShop } from '../support/shop.ts'

function exportAll(plugin: Plugin, names: string[], maxPixels = REFERENCE_PIXELS) {
  const references = names.map((name) => ({ nodeId: plugin.host.document.find(name).id, maxPixels }))
  return plugin.ask('export-references', { references })
}

describe('references', () => {
  it('are PNGs of the frame, with their true pixels, in the order asked for', async () => {
    const plugin = await openPlugin()
    const { references, refusals } = await exportAll(plugin, ['Card 2', 'Ellipse'])
    expect(refusals).toEqual([])
    expect(references.map(({ name, width, height }) => ({ name, width, height }))).toEqual([
      { name: 'Card 2', width: 600, height: 800 },
      { name: 'Ellipse', width: 200, height: 200 },
    ])
    for (const { bytes, width, height } of references) {
      expect(readImageHeader(bytes)).toEqual({ mimeType: 'image/png', width, height })
    }
    const card = await loadImage(Buffer.from(references[0]?.bytes ?? []))
    const canvas = createCanvas(card.width, card.height)
    const context = canvas.getContext('2d')
    context.drawImage(card, 0, 0)
    expect([...context.getImageData(2, 2, 1, 1).data]).toEqual([0xcc, 0x22, 0, 255])
  })

  it.each([
    ['Huge', REFERENCE_PIXELS, 1000, 1000],
    ['Huge', HIGH_DETAIL_REFERENCE_PIXELS, 2000, 2000],
    ['Banner', REFERENCE_PIXELS, 4096, 9],
    ['Small', REFERENCE_PIXELS, 80, 60],
  ])('of "%s" within %i pixels have %i × %i', async (name, maxPixels, width, height) => {
    const plugin = await openPlugin()
    const { references } = await exportAll(plugin, [name], maxPixels)
    expect(references).toMatchObject([{ width, height }])
  })

  it('can be sections, whose typings do not say what is drawn of them', async () => {
    const plugin = await openPlugin()
    const { references, refusals } = await exportAll(plugin, ['Section'])
    expect(refusals).toEqual([])
    expect(references).toMatchObject([{ name: 'Section', width: 400, height: 400 }])
  })

  it('that a frame around them cuts off are sent as they are seen, or not at all', async () => {
    const plugin = await openPlugin()
    const image = plugin.host.document.find('Image 1')
    plugin.host.document.edit(image.id, { x: 170 })
    expect((await exportAll(plugin, ['Image 1'])).references).toMatchObject([{ width: 260, height: 480 }])
    plugin.host.document.edit(image.id, { x: 900 })
    const { references, refusals } = await exportAll(plugin, ['Image 1'])
    expect(references).toEqual([])
    expect(refusals).toMatchObject([{ failure: { code: 'nothing_to_export' } }])
    plugin.host.selection = [image.id]
    let { nodes } = await plugin.hear('selection-changed')
    // What was edited before may be told of first, when nothing was selected.
    while (nodes.length === 0) nodes = (await plugin.hear('selection-changed')).nodes
    expect(nodes).toMatchObject([{ exportObstacle: 'empty' }])
  })

  it('that can not be exported are refused one by one, with the others exported', async () => {
    const plugin = await openPlugin()
    const gone = plugin.host.document.find('Section').id
    plugin.host.document.remove([gone])
    const names = ['Hidden', 'Card 1', 'Empty', 'Nothing shown', 'Line']
    const references = [...names.map((name) => plugin.host.document.find(name).id), gone, '99:99'].map(
      (nodeId) => ({ nodeId, maxPixels: REFERENCE_PIXELS }),
    )
    const answer = await plugin.ask('export-references', { references })
    expect(answer.references.map(({ name }) => name)).toEqual(['Card 1'])
    expect(answer.refusals.map(({ name, failure }) => [name, failure.code])).toEqual([
      ['Hidden', 'nothing_to_export'],
      ['Empty', 'nothing_to_export'],
      ['Nothing shown', 'nothing_to_export'],
      ['Line', 'nothing_to_export'],
      ['', 'reference_lost'],
      ['', 'reference_lost'],
    ])
  })

  it('come from a page that is not loaded, and in Dev Mode', async () => {
    const plugin = await openPlugin({ editorType: 'dev' })
    const { references } = await exportAll(plugin, ['Old card'])
    expect(references).toMatchObject([{ name: 'Old card', width: 600, height: 400 }])
  })

  it('over 10,000,000 bytes are exported again, smaller', async () => {
    const file = makeShop()
    const noise = makeNoise(3000, 1500)
    expect(noise.length).toBeGreaterThan(MAX_REFERENCE_BYTES)
    const hash = 'b'.repeat(40)
    const nodes = file.nodes.map((node) =>
      node.name === 'Empty'
        ? {
            ...node,
            width: 3000,
            height: 1500,
            fills: [{ type: 'IMAGE', scaleMode: 'FILL', imageHash: hash } as const],
          }
        : node,
    )
    const plugin = await openPlugin({ document: { ...file, nodes, images: [{ hash, bytes: noise }] } })
    const { references } = await exportAll(plugin, ['Empty'], 3000 * 1500)
    const [reference] = references
    expect(reference?.bytes.length).toBeLessThanOrEqual(MAX_REFERENCE_BYTES)
    expect(reference?.width).toBeLessThan(3000)
    expect(reference?.width).toBeGreaterThan(1500)
  })
})

/** A PNG that can't be compressed. */
function makeNoise(width: number, height: number): Uint8Array {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(width, height)
  let state = 1
  for (let index = 0; index < pixels.data.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    pixels.data[index] = index % 4 === 3 ? 255 : state >>> 24
  }
  context.putImageData(pixels, 0, 0)
  return new Uint8Array(canvas.toBuffer('image/png'))
}
