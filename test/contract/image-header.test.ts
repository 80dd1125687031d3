import { createCanvas } from '@napi-rs/canvas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../contract/image-header.ts'

function draw(width: number, height: number) {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#e0a060'
  context.fillRect(0, 0, width, height / 2)
  return canvas
}

describe('readImageHeader', () => {
  it.each([
    [1, 1],
    [300, 200],
    [1200, 7],
    [5000, 3],
  ])('reads the size of a PNG, a JPEG and a WebP of %i × %i as an encoder wrote it', (width, height) => {
    const canvas = draw(width, height)
    for (const mimeType of ['image/png', 'image/jpeg', 'image/webp'] as const) {
      const bytes = mimeType === 'image/png' ? canvas.toBuffer(mimeType) : canvas.toBuffer(mimeType, 80)
      expect(readImageHeader(bytes)).toEqual({ mimeType, width, height })
    }
  })

  it('reads lossless and extended WebP', () => {
    const lossless = fromHex(
      '52494646 1e000000 57454250 5650384c 11000000 2f 13c004 00 0000000000000000000000000000',
    )
    // 14 bits of width - 1 = 0x013 and 14 bits of height - 1 from bit 14 on.
    expect(readImageHeader(lossless)).toEqual({ mimeType: 'image/webp', width: 20, height: 20 })
    const extended = fromHex('52494646 16000000 57454250 56503858 0a000000 10000000 870f00 e70300')
    expect(readImageHeader(extended)).toEqual({ mimeType: 'image/webp', width: 3976, height: 1000 })
  })

  it('reads a JPEG whose size stands behind metadata and fill bytes', () => {
    const metadata = `ffe1 0006 41424344 ffff`
    const jpeg = fromHex(`ffd8 ${metadata} ffc2 000b 08 0102 0304 01 011100`)
    expect(readImageHeader(jpeg)).toEqual({ mimeType: 'image/jpeg', width: 0x0304, height: 0x0102 })
  })

  it('passes over stray bytes between the segments of a JPEG, as browsers do', () => {
    const jpeg = fromHex('ffd8 001122 ffe1 0006 41424344 33 ff00 ffd0 ffc2 000b 08 0102 0304 01 011100')
    expect(readImageHeader(jpeg)).toEqual({ mimeType: 'image/jpeg', width: 0x0304, height: 0x0102 })
  })

  it('reads from a view into a larger buffer', () => {
    const png = draw(40, 30).toBuffer('image/png')
    const buffer = new Uint8Array(png.length + 100)
    buffer.set(png, 50)
    expect(readImageHeader(buffer.subarray(50))).toEqual({ mimeType: 'image/png', width: 40, height: 30 })
  })

  it.each([
    ['nothing', ''],
    ['a GIF', '474946383961 0100 0100 000000 000000 000000 000000 000000 000000'],
    ['an SVG', hexOf('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a page', hexOf('<!doctype html><html><body>Bad gateway, please try again</body></html>')],
    ['a PNG signature without a header', '89504e470d0a1a0a'],
    ['a PNG without width', '89504e470d0a1a0a 0000000d 49484452 00000000 00000001'],
    ['a JPEG that ends before its size', 'ffd8 ffe0 0010 4a464946'],
    ['a JPEG whose segment has an impossible length', 'ffd8 ffe0 0000 ffc0 0000 0000 0000 0000 0000'],
    ['a JPEG whose scan comes before its size', 'ffd8 ffda 0002 ffc0 000b 08 0102 0304 01 011100'],
    ['a WebP of an unknown kind', '52494646 16000000 57454250 41424344 0a000000 10000000 870f00 e70300'],
  ])('finds no image in %s', (_name, hex) => {
    expect(readImageHeader(fromHex(hex))).toBeNull()
  })

  it('comes to an end without throwing on any bytes behind any signature', () => {
    const signatures = [
      '',
      '89504e470d0a1a0a',
      'ffd8ff',
      '52494646ffffffff57454250',
      '52494646ffffffff5745425056503820',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 400 }), (signature, rest) => {
        const header = readImageHeader(new Uint8Array([...fromHex(signature), ...rest]))
        if (header !== null) expect(Math.min(header.width, header.height)).toBeGreaterThan(0)
      }),
      { numRuns: 2000 },
    )
  })
})

function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex')
}
