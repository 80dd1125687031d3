import { describe, expect, it } from 'vitest'
import { PACKSHOTS } from '../../../playground/document/packshot-list.ts'
import { makeShopFile } from '../../../playground/document/shop-file.ts'
import { computeLayout, hasAutoLayout } from '../../../playground/host/file/auto-layout.ts'
import type { NodeRecord } from '../../../playground/host/file/node-record.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { drawPackshots } from '../../../playground/packshots.ts'

const packshots = await drawPackshots()
const file = makeShopFile(packshots)
const host = createNodeHost({ code: '', html: '', manifest: { id: 'p', name: 'P' }, document: file })
const { document } = host
const kinds = (node: NodeRecord) => node.fills.map(({ type }) => type)
const imagesOf = (node: NodeRecord) =>
  node.fills.flatMap((paint) => (paint.type === 'IMAGE' && paint.imageHash !== null ? [paint.imageHash] : []))
const partsOf = (node: NodeRecord): NodeRecord[] =>
  node.children.flatMap((id) => document.get(id) ?? []).flatMap((part) => [part, ...partsOf(part)])

describe('the packshots of the sample file', () => {
  it('are twelve, on twelve cards, and no two are alike', () => {
    const cards = partsOf(document.find('Packshot grid')).filter(({ name }) => name.startsWith('Pack / '))
    expect(cards.map(({ name }) => name)).toEqual(PACKSHOTS.map(({ name }) => `Pack / ${name}`))
    const hashes = cards.flatMap((card) => partsOf(card).flatMap(imagesOf))
    expect(new Set(hashes).size).toBe(12)
    expect(hashes.map(document.imageBytes)).toEqual(packshots)
  })
})

describe('the odd layers of the sample file', () => {
  it('are cards that are groups, in a section', () => {
    const section = document.find('Section of cards')
    const cards = section.children.map((id) => document.get(id))
    expect(cards.map((card) => [card?.type, card?.name])).toEqual(
      [12, 11, 10, 9].map((number) => ['GROUP', `Group ${number}`]),
    )
  })

  it('have a photo that its frame cuts off, beside an icon named like a picture', () => {
    const [photo, frame] = [document.find('plant_0231_final 1'), document.find('Window')].map(({ id }) =>
      document.bounds(id),
    )
    expect(photo?.width).toBeGreaterThan((frame?.width ?? 0) * 1.3)
    expect(document.find('image 7').width).toBe(24)
  })

  it('have a picture in a mask, one on a turned card, and one in a circle', () => {
    const [mask, masked] = document.find('Mask group').children.map((id) => document.get(id))
    expect([mask?.isMask, masked && imagesOf(masked).length]).toEqual([true, 1])
    expect(document.find('Turned card').rotation).toBe(12)
    expect(document.find('Ellipse 12').type).toBe('ELLIPSE')
  })

  it('have instances, each with a picture of its own', () => {
    const instances = document.nodes.filter(({ name }) => name.startsWith('Offer / '))
    expect(instances.map(({ type }) => type)).toEqual(['INSTANCE', 'INSTANCE', 'INSTANCE'])
    const pictures = instances.flatMap((node) => partsOf(node).flatMap(imagesOf))
    expect(new Set(pictures).size).toBe(3)
  })

  it.each([
    ['Video card', 'VIDEO'],
    ['Pattern card', 'PATTERN'],
    ['Shader card', 'SHADER'],
    ['Lost picture card', 'IMAGE'],
    ['Unknown picture card', 'IMAGE'],
  ])('have, on the %s, %s in the slot', (name, type) => {
    const slot = partsOf(document.find(name)).find((part) => part.name === 'Cover')
    expect(slot && kinds(slot)).toEqual([type])
    expect(slot && imagesOf(slot).map(document.imageBytes)).toEqual(type === 'IMAGE' ? [undefined] : [])
  })

  it('have a pattern whose source is there', () => {
    const [paint] = document.nodes.flatMap(({ fills }) => fills).filter(({ type }) => type === 'PATTERN')
    expect(paint?.type === 'PATTERN' && document.get(paint.sourceNodeId)?.type).toBe('STAR')
  })
})

describe('the sample file', () => {
  it('stands already where auto layout would put it', () => {
    const measure = () => {
      throw new Error('No text of the file is measured')
    }
    const frames = document.nodes.filter(hasAutoLayout)
    expect(frames.length).toBeGreaterThan(4)
    for (const frame of frames) {
      for (const placed of computeLayout(frame, document.get, measure)) {
        expect(document.get(placed.id), frame.name).toMatchObject(placed)
      }
    }
  })

  it('can be drawn, every page of it', async () => {
    for (const pageId of document.pageIds) {
      document.goToPage(pageId)
      await host.samplePixel(0, 0)
    }
    expect(host.failures).toEqual([])
  })
})
