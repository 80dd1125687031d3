import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../../contract/image-header.ts'
import { pngChunk } from '../../../playground/rivya/pictures/png-chunk.ts'
import { cleanFile } from '../../../ui/images/clean/clean-file.ts'
import { formatOf } from '../../../ui/images/file-format.ts'
import { P3_PROFILE_CHUNK, P3_SEGMENT } from './display-p3.ts'
import { quadrants, storedFor, UPRIGHT } from './quadrants.ts'
import { SECRET, writeExif } from './write-exif.ts'
import { segment, writeJpeg } from './write-jpeg.ts'
import { writePng } from './write-png.ts'
import { webpChunk, writeAnimatedWebp, writeExtendedWebp, writeWebp } from './write-webp.ts'

const picture = { ...UPRIGHT, at: quadrants }
const exifOf = (orientation: number) => Buffer.concat([Buffer.from('Exif\0\0'), writeExif(orientation)])
const secretText = Buffer.from(SECRET)

const clean = {
  png: writePng(picture),
  jpeg: writeJpeg(picture),
  webp: writeWebp(picture),
}
const formats = ['png', 'jpeg', 'webp'] as const

describe.each(formats)('a %s without metadata', (format) => {
  it('stays as it is, byte for byte', () => {
    expect(formatOf(clean[format])).toBe(format)
    expect(read(clean[format], format)).toMatchObject({ size: UPRIGHT, orientation: 1, isPlain: true })
    expect(Buffer.from(read(clean[format], format)?.bytes ?? []).equals(clean[format])).toBe(true)
  })

  it('is damaged wherever it is cut off', () => {
    const lengths = Array.from({ length: clean[format].length }, (_, length) => length)
    expect(lengths.filter((length) => read(clean[format].subarray(0, length), format) !== null)).toEqual([])
  })

  it('never throws, whatever bytes are changed in it', () => {
    const change = fc.record({ at: fc.nat(clean[format].length - 1), to: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = new Uint8Array(clean[format])
        for (const { at, to } of changes) bytes[at] = to
        const cleaned = cleanFile(bytes, format)
        expect(cleaned === null || cleaned.bytes.length <= bytes.length).toBe(true)
      }),
    )
  })
})

describe.each([
  [
    'a JPEG',
    'jpeg',
    writeJpeg({
      ...picture,
      before: Buffer.concat([
        segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1')),
        segment(0xe1, exifOf(6)),
        segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), secretText])),
        segment(0xed, secretText),
        segment(0xfe, secretText),
      ]),
      after: secretText,
    }),
  ],
  [
    'a PNG',
    'png',
    writePng({
      ...picture,
      before: [
        pngChunk('sRGB', Buffer.from([0])),
        pngChunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])),
        pngChunk('eXIf', writeExif(6, false)),
        pngChunk('tEXt', secretText),
      ],
      after: [pngChunk('iTXt', secretText), pngChunk('tIME', Buffer.alloc(7))],
    }),
  ],
  [
    'a WebP',
    'webp',
    Buffer.concat([
      writeExtendedWebp(picture, 0x0c, [webpChunk('EXIF', writeExif(6)), webpChunk('XMP ', secretText)]),
      secretText,
    ]),
  ],
] as const)('%s with all that a camera and an editor write', (_name, format, file) => {
  it('says how it is to be turned, and is the bare picture afterwards', () => {
    expect(file.includes(SECRET)).toBe(true)
    const cleaned = read(file, format)
    expect(cleaned).toMatchObject({ orientation: 6, isPlain: true })
    const bytes = Buffer.from(cleaned?.bytes ?? [])
    for (const word of [SECRET, 'Exif', 'EXIF', 'tEXt', 'XMP']) expect(bytes.includes(word)).toBe(false)
    expect(readImageHeader(bytes)).toMatchObject(UPRIGHT)
    // All that was left of it is what an encoder writes by itself, but for the eighteen bytes of a JFIF header.
    expect(bytes.length - clean[format].length).toBe(format === 'jpeg' ? 18 : 0)
  })
})

describe('what is not of 8 bits in sRGB is known by its bytes', () => {
  it.each([
    ['a JPEG with a colour profile', 'jpeg', writeJpeg({ ...picture, before: P3_SEGMENT })],
    ['a CMYK JPEG', 'jpeg', writeJpeg({ ...picture, kind: 'cmyk' })],
    ['a PNG with a colour profile', 'png', writePng({ ...picture, before: [P3_PROFILE_CHUNK] })],
    [
      'a PNG of another gamma',
      'png',
      writePng({ ...picture, before: [pngChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]))] }),
    ],
    ['a PNG of 16 bits', 'png', writePng({ ...picture, depth: 16 })],
    ['an animated WebP', 'webp', writeAnimatedWebp([picture, picture])],
    [
      'a WebP with a colour profile',
      'webp',
      writeExtendedWebp(picture, 0x20, [webpChunk('ICCP', Buffer.alloc(8))]),
    ],
  ] as const)('%s', (_name, format, file) => {
    expect(read(file, format)?.isPlain).toBe(false)
  })

  it('a grey JPEG is plain', () => {
    expect(read(writeJpeg({ ...picture, kind: 'grey' }), 'jpeg')?.isPlain).toBe(true)
  })
})

it('reads every orientation in both orders of bytes', () => {
  for (const isLittleEndian of [true, false]) {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const before = [pngChunk('eXIf', writeExif(orientation, isLittleEndian))]
      expect(read(writePng({ ...storedFor(orientation), before }), 'png')?.orientation).toBe(orientation)
    }
  }
})

it('stray bytes between the segments of a JPEG are left out, and every later reader takes the file as it was, too', () => {
  const stray = Buffer.from([0, 0x11, 0x22])
  const file = writeJpeg({ ...picture, before: stray })
  expect(readImageHeader(file)).toEqual({ mimeType: 'image/jpeg', ...UPRIGHT })
  expect(Buffer.from(read(file, 'jpeg')?.bytes ?? []).equals(clean.jpeg)).toBe(true)
})

it('knows a file by its bytes', () => {
  const box = (...brands: string[]) => Buffer.from(`\0\0\0\x20ftyp${brands.join('')}`, 'latin1')
  expect(formatOf(box('heic', '\0\0\0\0', 'mif1', 'heic'))).toBe('heic')
  expect(formatOf(box('mif1', '\0\0\0\0', 'mif1', 'avif'))).toBe('avif')
  expect(formatOf(Buffer.from('GIF89a'))).toBe('gif')
  expect(formatOf(Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="…"/>'))).toBe('svg')
  expect(formatOf(Buffer.from('  <SVG width="9"/>'))).toBe('svg')
  expect(formatOf(Buffer.from('<!doctype html><p>no image'))).toBe('unknown')
  expect(formatOf(Buffer.from('no image at all'))).toBe('unknown')
  expect(formatOf(new Uint8Array())).toBe('unknown')
})

function read(file: Uint8Array, format: 'png' | 'jpeg' | 'webp') {
  return cleanFile(new Uint8Array(file), format)
}
