/** Whatever a file is, what leaves the panel is upright, still, of 8 bits in sRGB and without metadata; looked at in pixels. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleAsText } from '../../build-worker.ts'
import { readImageHeader } from '../../contract/image-header.ts'
import { pngChunk } from '../../playground/rivya/pictures/png-chunk.ts'
import type { imageTools } from '../../ui/images/image-tools.ts'
import { inDisplayP3, P3_CHUNK, P3_PROFILE_CHUNK, P3_SEGMENT } from '../ui/images/display-p3.ts'
import { BLUE, GREEN, quadrants, RED, type Rgb, storedFor, UPRIGHT, WHITE } from '../ui/images/quadrants.ts'
import { readSamples } from '../ui/images/read-samples.ts'
import { drawQuadrants, writeAnimatedGif, writeAnimatedPng } from '../ui/images/write-animations.ts'
import { SECRET, writeExif } from '../ui/images/write-exif.ts'
import { segment, writeJpeg } from '../ui/images/write-jpeg.ts'
import { writePng } from '../ui/images/write-png.ts'
import { webpChunk, writeAnimatedWebp, writeExtendedWebp, writeWebp } from '../ui/images/write-webp.ts'
import { launchBrowser } from './support/browser.ts'

declare global {
  interface Window {
    imageTools: typeof imageTools
  }
}

/** A lossy encoder's colours are a little off, and so are those of a profile in whole numbers. */
const TOLERANCE = 14
const MEGAPIXEL = 1_000_000

const picture = { ...UPRIGHT, at: quadrants }
const white = { ...UPRIGHT, at: () => WHITE }
const inP3 = { ...UPRIGHT, at: inDisplayP3(quadrants) }
const clean = writeJpeg(picture)
const exifSegment = (orientation: number) =>
  segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), writeExif(orientation)]))

let page: Page

beforeAll(async () => {
  const browser = await launchBrowser()
  const { outputFiles } = await build({
    stdin: {
      contents: `import { imageTools } from './ui/images/image-tools.ts'; window.imageTools = imageTools`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    plugins: [bundleAsText],
  })
  page = await browser.newPage()
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  return () => browser.close()
})

async function leave(file: Buffer, maxPixels = MEGAPIXEL) {
  const result = await page.evaluate(
    async ([text, limit]) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      const fitted = await window.imageTools.fitReference(new Blob([bytes]), limit)
      if (!fitted.ok) return fitted.failure.code
      const { bytes: out, ...facts } = fitted.value
      let binary = ''
      for (let offset = 0; offset < out.length; offset += 8192) {
        binary += String.fromCharCode(...out.subarray(offset, offset + 8192))
      }
      return { ...facts, text: btoa(binary) }
    },
    [file.toString('base64'), maxPixels] as const,
  )
  if (typeof result === 'string') return result
  const { text, ...facts } = result
  return { ...facts, bytes: Buffer.from(text, 'base64') }
}

/** Fails unless the file leaves as what it shows. */
async function expectUpright(file: Buffer, maxPixels = MEGAPIXEL) {
  const fitted = await leave(file, maxPixels)
  if (typeof fitted === 'string') throw new Error(`It was refused: ${fitted}`)
  const { bytes, width, height, mimeType } = fitted
  expect(readImageHeader(bytes)).toEqual({ mimeType, width, height })
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.drawImage(await loadImage(bytes), 0, 0)
  const corners = [
    [0.25, 0.25, RED],
    [0.75, 0.25, GREEN],
    [0.25, 0.75, BLUE],
    [0.75, 0.75, WHITE],
  ] as const
  for (const [x, y, colour] of corners) {
    const [r = 0, g = 0, b = 0] = context.getImageData(width * x, height * y, 1, 1).data
    expect(distance([r, g, b], colour), `${[r, g, b]} at ${x}, ${y}`).toBeLessThanOrEqual(TOLERANCE)
  }
  for (const word of [SECRET, 'Exif', 'eXIf', 'EXIF', 'ICC', 'acTL', 'ANIM']) {
    expect(bytes.includes(word), word).toBe(false)
  }
  if (mimeType === 'image/png') expect(bytes[24], 'bits of a sample').toBe(8)
  return fitted
}

function distance(a: Rgb, b: Rgb): number {
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))))
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('stored in orientation %i', (orientation) => {
  const stored = storedFor(orientation)
  it.each([
    ['JPEG', writeJpeg({ ...stored, before: exifSegment(orientation) })],
    ['PNG', writePng({ ...stored, before: [pngChunk('eXIf', writeExif(orientation))] })],
    ['WebP', writeExtendedWebp(stored, 0x08, [webpChunk('EXIF', writeExif(orientation))])],
  ])('a %s leaves upright', async (_name, file) => {
    expect(await expectUpright(file)).toMatchObject(UPRIGHT)
  })
})

it('what is clean leaves byte for byte, and what has only metadata beside the picture is not compressed anew', async () => {
  for (const file of [clean, writePng(picture), writeWebp(picture)]) {
    expect((await expectUpright(file)).bytes.equals(file)).toBe(true)
  }
  const withPlace = writeJpeg({ ...picture, before: exifSegment(1), after: Buffer.from(SECRET) })
  expect((await expectUpright(withPlace)).bytes.equals(clean)).toBe(true)
  const withStrayBytes = writeJpeg({ ...picture, before: Buffer.from([0, 0x11, 0x22]) })
  expect((await expectUpright(withStrayBytes)).bytes.equals(clean)).toBe(true)
})

it.each([
  ['a CMYK JPEG', writeJpeg({ ...picture, kind: 'cmyk' })],
  ['a JPEG in Display P3', writeJpeg({ ...inP3, before: P3_SEGMENT })],
  ['a PNG in Display P3', writePng({ ...inP3, before: [P3_PROFILE_CHUNK] })],
  ['a PNG in Display P3, named in four bytes', writePng({ ...inP3, before: [P3_CHUNK] })],
  ['a PNG of 16 bits', writePng({ ...picture, depth: 16 })],
  ['an animated WebP', writeAnimatedWebp([picture, white])],
  ['an animated GIF', writeAnimatedGif()],
  ['an animated PNG', writeAnimatedPng()],
  ['an AVIF', drawQuadrants('image/avif')],
])('%s leaves as a still picture in sRGB', async (_name, file) => {
  const fitted = await expectUpright(file)
  expect(fitted).toMatchObject(UPRIGHT)
})

it('a large one is turned before it is made smaller', async () => {
  const stored = storedFor(6)
  const large = writeJpeg({
    width: stored.width * 16,
    height: stored.height * 16,
    at: (x, y) => stored.at(x / 16, y / 16),
    before: exifSegment(6),
  })
  const { width, height } = await expectUpright(large, MEGAPIXEL)
  expect(width * height).toBeLessThanOrEqual(MEGAPIXEL)
  expect(width / height).toBeCloseTo(UPRIGHT.width / UPRIGHT.height, 2)
})

it('nothing that lies hidden under transparency is sent, and what is wholly transparent is refused before it is paid for', async () => {
  const isRight = (x: number) => x >= UPRIGHT.width / 2
  const half = await leave(writePng({ ...picture, alphaAt: (x) => (isRight(x) ? 0 : 255) }))
  if (typeof half === 'string') throw new Error(`It was refused: ${half}`)
  const samples = readSamples(half.bytes)
  const hidden = samples.filter(([, , , alpha]) => alpha === 0)
  expect(hidden).toHaveLength((UPRIGHT.width * UPRIGHT.height) / 2)
  expect(hidden.every((sample) => sample.every((value) => value === 0))).toBe(true)
  expect(await leave(writePng({ ...picture, alphaAt: () => 0 }))).toBe('image_transparent')
  const opaque = writePng({ ...picture, alphaAt: () => 255 })
  expect((await expectUpright(opaque)).bytes.equals(opaque)).toBe(true)
})

it.each([
  ['half a JPEG', clean.subarray(0, clean.length / 2), 'image_damaged'],
  ['half a PNG', writePng(picture).subarray(0, 90), 'image_damaged'],
  ['half a WebP', writeWebp(picture).subarray(0, 60), 'image_damaged'],
  ['half a GIF', drawQuadrants('image/gif').subarray(0, 60), 'image_damaged'],
  ['half an AVIF', drawQuadrants('image/avif').subarray(0, 200), 'avif_unreadable'],
  ['a HEIC photo', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'heic_unreadable'],
  [
    'a drawing',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    'svg_unreadable',
  ],
  ['no image at all', Buffer.from('no image at all'), 'unsupported_media_type'],
  ['nothing', Buffer.alloc(0), 'unsupported_media_type'],
])('%s is refused with a sentence of its own', async (_name, file, code) => {
  expect(await leave(file)).toBe(code)
})
