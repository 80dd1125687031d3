import { describe, expect, it } from 'vitest'
import { makeShopFile } from '../../playground/document/shop-file.ts'
import { createNodeHost } from '../../playground/node-host.ts'
import { drawPackshots } from '../../playground/packshots.ts'
import { clickTarget, doubleClickTarget, inMarquee, pathAt } from '../../playground/page/hit-test.ts'
import { contentSecurityPolicy, iframeDocument } from '../../playground/page/iframe-document.ts'
import { themeCss } from '../../playground/page/theme-variables.ts'

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

describe('a click on the canvas', () => {
  const { document } = createNodeHost({
    code: '',
    html: '',
    manifest: MANIFEST,
    document: makeShopFile(packshots),
  })
  const [pageId = ''] = document.pageIds
  const at = (name: string) => {
    const { x, y, width, height } = document.bounds(document.find(name).id)
    const page = document.get(pageId)
    if (page === undefined) throw new Error('There is no page')
    return pathAt(page, { x: x + width / 2, y: y + height / 2 }, document.get)
  }
  const card = document.find('Card / Ceramic mug')

  it('means what lies directly in a top-level frame', () => {
    expect(clickTarget(at('Card / Ceramic mug'), [], false)).toBe(card)
  })
  it('with Ctrl means the deepest layer', () => {
    expect(clickTarget(at('Card / Ceramic mug'), [], true)?.name).toBe('Image')
  })
  it('twice goes one layer down', () => {
    expect(doubleClickTarget(at('Card / Ceramic mug'), [card])?.name).toBe('Image')
  })
  it('beside what is selected deep inside stays on that level', () => {
    const title = document.find('Ceramic mug')
    expect(clickTarget(at('Card / Ceramic mug'), [title], false)?.name).toBe('Image')
  })
  it('passes through locked and hidden layers', () => {
    expect(at('Locked banner')).toEqual([])
    expect(at('Hidden draft')).toEqual([])
  })
  it('reaches what is masked only where the mask lets it be seen', () => {
    const odd = document.get(document.pageIds[2] ?? '')
    if (odd === undefined) throw new Error('There is no page')
    const names = (dx: number, dy: number) => {
      const { x, y } = document.bounds(document.find('Masked card').id)
      return pathAt(odd, { x: x + dx, y: y + dy }, document.get).map(({ name }) => name)
    }
    expect(names(160, 150)).toEqual(['Masked card', 'Mask group', 'watch-shot 1'])
    expect(names(30, 20)).toEqual(['Masked card'])
  })
  it('in a section means the frame in it', () => {
    expect(clickTarget(at('Mood / Garden'), [], false)?.name).toBe('Mood / Garden')
  })
  it('dragged over the grid means the cards', () => {
    const frame = document.find('Product page')
    const found = inMarquee(
      frame,
      { x: 60, y: 840, width: 1320, height: 1300 },
      document.get,
      document.bounds,
    )
    expect(found.map((id) => document.get(id)?.name).filter((name) => name?.startsWith('Card'))).toHaveLength(
      12,
    )
  })
})

describe('the iframe of the plugin', () => {
  it('may reach the addresses of the manifest and no others', () => {
    const policy = contentSecurityPolicy(MANIFEST)
    expect(policy).toContain('default-src data: blob: http://localhost:8787')
    expect(policy).not.toContain('none http')
    expect(policy).not.toContain('*')
  })

  it('keeps "$" patterns of the bundle as they are', () => {
    const html =
      '<!doctype html><html><head></head><body><script>"$&".replace("$1", "$$")</script></body></html>'
    expect(iframeDocument(html, MANIFEST, null)).toContain('"$&".replace("$1", "$$")')
  })

  it('has its policy before anything of the plugin', () => {
    const html = '<html><head><script>first()</script></head></html>'
    const page = iframeDocument(html, MANIFEST, 'light')
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('first()'))
  })

  it('gets Figma’s class and colours only when it asked for them', () => {
    expect(iframeDocument('<p>', MANIFEST, 'dark')).toContain("classList.add('figma-dark')")
    expect(iframeDocument('<p>', MANIFEST, null)).not.toContain('--figma-color')
  })

  it('has the same colour names in both themes', () => {
    const names = (css: string) => css.match(/--figma-color-[a-z-]+/g)
    expect(names(themeCss('light'))).toEqual(names(themeCss('dark')))
  })
})
