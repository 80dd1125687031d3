/** What a model does to what it was told to keep: drawn anew, a little elsewhere, larger, and in another light. */
import { createCanvas } from '@napi-rs/canvas'
import { seededRandom } from '../../../../playground/rivya/seeded-random.ts'
import type { Box, Pixels } from '../../../../ui/images/seam/pixels.ts'

export type Drift = {
  /** Of the middle, in pixels of the picture. */
  x: number
  y: number
  scale: number
  /** Factors of red, green and blue. */
  tint: [number, number, number]
}

export const NO_DRIFT: Drift = { x: 0, y: 0, scale: 1, tint: [1, 1, 1] }

/** As far as a drift goes in the figures: shift up to 12 px, scale up to 2 %, tint up to 8 %. */
export function driftOf(seed: number): Drift {
  const random = seededRandom(seed)
  const between = (most: number) => (random() * 2 - 1) * most
  const length = 12 * Math.sqrt(random())
  const angle = random() * 2 * Math.PI
  return {
    x: length * Math.cos(angle),
    y: length * Math.sin(angle),
    scale: 1 + between(0.02),
    tint: [1 + between(0.08), 1 + between(0.08), 1 + between(0.08)],
  }
}

/**
 * Drawn through the canvas's own scaling, which is another than the seam's, with grain of a redrawn picture.
 *
 * @param size of what comes back; as large as the picture by itself
 */
export function redraw(
  picture: Pixels,
  drift: Drift,
  seed: number,
  size: { width: number; height: number } = picture,
): Pixels {
  const { width, height } = size
  const context = createCanvas(width, height).getContext('2d')
  const source = canvasOf(picture)
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = 'high'
  const [x, y] = [width / picture.width, height / picture.height]
  const place = () =>
    context.setTransform(
      drift.scale * x,
      0,
      0,
      drift.scale * y,
      (picture.width / 2 + drift.x - (drift.scale * picture.width) / 2) * x,
      (picture.height / 2 + drift.y - (drift.scale * picture.height) / 2) * y,
    )
  // Where it has moved away from an edge, it goes on as it ended.
  for (const [mirrorX, mirrorY] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
    [-1, -1],
    [1, 1],
    [-1, 1],
    [1, -1],
  ] as const) {
    place()
    context.translate(
      mirrorX === 0 ? 0 : mirrorX < 0 ? 0 : 2 * picture.width,
      mirrorY === 0 ? 0 : mirrorY < 0 ? 0 : 2 * picture.height,
    )
    context.scale(mirrorX === 0 ? 1 : -1, mirrorY === 0 ? 1 : -1)
    context.drawImage(source, 0, 0)
  }
  place()
  context.drawImage(source, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const random = seededRandom(seed)
  for (let at = 0; at < data.length; at += 4) {
    const grain = (random() + random() + random() - 1.5) * 3
    for (let channel = 0; channel < 3; channel += 1) {
      data[at + channel] = (data[at + channel] ?? 0) * (drift.tint[channel] ?? 1) + grain
    }
    data[at + 3] = 255
  }
  return { width, height, data }
}

export function canvasOf({ width, height, data }: Pixels) {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const image = context.createImageData(width, height)
  image.data.set(data)
  context.putImageData(image, 0, 0)
  return canvas
}

export function cropOf({ width, data }: Pixels, box: Box): Pixels {
  const cropped = new Uint8ClampedArray(box.width * box.height * 4)
  for (let row = 0; row < box.height; row += 1) {
    const from = ((box.y + row) * width + box.x) * 4
    cropped.set(data.subarray(from, from + box.width * 4), row * box.width * 4)
  }
  return { width: box.width, height: box.height, data: cropped }
}
