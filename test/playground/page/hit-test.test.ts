import { describe, expect, it } from 'vitest'
import { makeShopFile } from '../../../playground/document/shop-file.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { drawPackshots } from '../../../playground/packshots.ts'
import { clickTarget, doubleClickTarget, inMarquee, pathAt } from '../../../playground/page/hit-test.ts'

const packshots = await drawPackshots()

const MANIFEST = {
  id: 'p',
  name: 'P',
  networkAccess: { allowedDomains: ['none'], devAllowedDomains: ['http://localhost:8787'] },
}

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
