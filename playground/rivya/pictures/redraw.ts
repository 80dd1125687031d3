/** What a model does to what it was told to keep: it draws it anew, a little elsewhere, larger, and in another light. */
import { type Canvas, createCanvas, type Image } from '@napi-rs/canvas'
import type { Size } from '../../../contract/model.ts'
import { seededRandom } from '../seeded-random.ts'

export type Drift = {
  /** Of the picture's middle, in its pixels. */
  x: number
  y: number
  /** Larger than 1 for larger. */
  scale: number
  /** Factors of red, green and blue. */
  tint: [number, number, number]
}

/** How far a drift may go. */
export type DriftLimits = { shiftPx: number; scalePercent: number; tintPercent: number }

/** Anything from nothing to the limits, the same for the same seed. */
export function driftOf(seed: number, { shiftPx, scalePercent, tintPercent }: DriftLimits): Drift {
  const random = seededRandom(seed)
  const factor = (percent: number) => 1 + ((random() * 2 - 1) * percent) / 100
  const length = shiftPx * Math.sqrt(random())
  const angle = random() * 2 * Math.PI
  return {
    x: length * Math.cos(angle),
    y: length * Math.sin(angle),
    scale: factor(scalePercent),
    tint: [factor(tintPercent), factor(tintPercent), factor(tintPercent)],
  }
}

/** Sizes of one ratio in whole sixteens of pixels differ by less. */
const SAME_RATIO = 1.04

/** Stretched to `size`, or cut to it where it has quite another ratio; where it has moved away from an edge, it goes on mirrored. Opaque. */
export function redraw(picture: Canvas | Image, drift: Drift, seed: number, size: Size): Canvas {
  const canvas = createCanvas(size.width, size.height)
  const context = canvas.getContext('2d')
  context.imageSmoothingQuality = 'high'
  const { width, height } = picture
  const stretch = [size.width / width, size.height / height] as const
  const cover = Math.max(...stretch)
  const isAlike = cover / Math.min(...stretch) < SAME_RATIO
  const [stretchX, stretchY] = isAlike ? stretch : [cover, cover]
  for (const column of [-1, 1, 0]) {
    for (const row of [-1, 1, 0]) {
      context.setTransform(
        drift.scale * stretchX,
        0,
        0,
        drift.scale * stretchY,
        size.width / 2 + (drift.x - (drift.scale * width) / 2) * stretchX,
        size.height / 2 + (drift.y - (drift.scale * height) / 2) * stretchY,
      )
      context.translate(column === 1 ? 2 * width : 0, row === 1 ? 2 * height : 0)
      context.scale(column === 0 ? 1 : -1, row === 0 ? 1 : -1)
      context.drawImage(picture, 0, 0)
    }
  }
  const image = context.getImageData(0, 0, size.width, size.height)
  const { data } = image
  const random = seededRandom(seed)
  for (let at = 0; at < data.length; at += 4) {
    const grain = (random() + random() + random() - 1.5) * 3
    for (let channel = 0; channel < 3; channel += 1) {
      data[at + channel] = (data[at + channel] ?? 0) * (drift.tint[channel] ?? 1) + grain
    }
    data[at + 3] = 255
  }
  context.putImageData(image, 0, 0)
  return canvas
}
