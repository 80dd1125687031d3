import { describe, expect, it } from 'vitest'
import { drawImage, openPlugin } from '../support/open-plugin.ts'
import { begin, journalKeys, look, place, planFill, quickestOf } from '../support/press.ts'
import { fill } from './filled.ts'

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
