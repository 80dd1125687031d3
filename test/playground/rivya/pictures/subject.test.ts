import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { PACKSHOTS } from '../../../../playground/document/packshot-list.ts'
import { drawPackshots } from '../../../../playground/packshots.ts'
import { orderPicture } from './order-picture.ts'

const SIDE = 256
const packshots = await drawPackshots()

/** RGBA of the whole picture that is made of these references. */
async function paint(references: Uint8Array[]): Promise<Uint8ClampedArray> {
  const bytes = await orderPicture({ prompt: 'In morning light', references, longerSidePx: SIDE })
  const context = createCanvas(SIDE, SIDE).getContext('2d')
  context.drawImage(await loadImage(Buffer.from(bytes)), 0, 0)
  return context.getImageData(0, 0, SIDE, SIDE).data
}

/** How many pixels below the thumbnails of the references are a strong red or a strong teal. */
function count(pixels: Uint8ClampedArray): { red: number; teal: number } {
  let red = 0
  let teal = 0
  for (let at = SIDE * 60 * 4; at < pixels.length; at += 4) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(at, at + 3)
    if (r > 150 && g < 90 && b < 90) red += 1
    if (r < 90 && g > 110 && b > 100) teal += 1
  }
  return { red, teal }
}

const [mug, flask] = ['Enamel mug', 'Day flask'].map(
  (name) => packshots[PACKSHOTS.findIndex((order) => order.name === name)] ?? new Uint8Array(),
) as [Uint8Array, Uint8Array]

it('a picture has what "image 1" shows as its subject, so that a swap is seen', async () => {
  const withMug = count(await paint([mug, flask]))
  const withFlask = count(await paint([flask, mug]))
  expect(withMug.red).toBeGreaterThan(1000)
  expect(withMug.teal).toBe(0)
  expect(withFlask.teal).toBeGreaterThan(500)
  expect(withFlask.red).toBe(0)
})

it('the white around a packshot does not come along', async () => {
  const pixels = await paint([mug])
  let white = 0
  for (let at = 0; at < pixels.length; at += 4) if ((pixels[at + 2] ?? 0) > 250) white += 1
  // What is left is the frame of the thumbnail.
  expect(white).toBeLessThan(SIDE * SIDE * 0.02)
})
