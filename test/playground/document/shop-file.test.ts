import { describe, expect, it } from 'vitest'
import { makeShopFile } from '../../../playground/document/shop-file.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { drawPackshots } from '../../../playground/packshots.ts'

const packshots = await drawPackshots()

const MANIFEST = {
  id: 'p',
  name: 'P',
  networkAccess: { allowedDomains: ['none'], devAllowedDomains: ['http://localhost:8787'] },
}

describe('the sample file', () => {
  const { document } = createNodeHost({
    code: '',
    html: '',
    manifest: MANIFEST,
    document: makeShopFile(packshots),
  })

  it('has twelve cards, each with an image slot, a title and a price', () => {
    const cards = document.nodes.filter((node) => node.name.startsWith('Card / '))
    expect(cards).toHaveLength(12)
    for (const card of cards) {
      const parts = card.children.map((id) => document.get(id))
      expect(parts.filter((part) => part?.name === 'Image' && part.type === 'RECTANGLE')).toHaveLength(1)
      expect(parts.some((part) => part?.characters.startsWith('€'))).toBe(true)
    }
  })

  it.each([
    ['Poster / Autumn market', (node) => node.width / node.height === 2 / 3],
    ['Phone / Story', (node) => node.width / node.height === 9 / 16],
    ['Hidden draft', (node) => !node.visible],
    ['Empty frame', (node) => node.children.length === 0 && node.fills.length === 0],
    ['Locked banner', (node) => node.locked],
    ['Mixed text', (node) => node.textRuns.length === 2],
    ['Banner / 20,000 px', (node) => node.width === 20_000],
    ['Ideas', (node) => node.type === 'SECTION'],
    ['Shapes', (node) => node.type === 'GROUP'],
    ['Tile', (node) => node.type === 'COMPONENT'],
    ['Tile / Featured', (node) => node.type === 'INSTANCE' && node.children.length === 2],
  ] as [string, (node: ReturnType<typeof document.find>) => boolean][])(
    'has %s as it must be',
    (name, holds) => {
      expect(holds(document.find(name))).toBe(true)
    },
  )

  it('has its pages', () => {
    expect(document.pageIds.map((id) => document.get(id)?.name)).toEqual([
      'Shop',
      'Packshots',
      'Odd layers',
      'Archive',
    ])
  })

  it('is the same after it has been saved and opened again', () => {
    const saved = document.save()
    const again = createNodeHost({ code: '', html: '', manifest: MANIFEST, document: structuredClone(saved) })
    expect(again.document.save()).toEqual(saved)
  })
})
