/** What the stand-in's model does to a picture, from pixels to pixels. */
import { createCanvas } from '@napi-rs/canvas'
import { type Drift, redraw as redrawCanvas } from '../../../../playground/rivya/pictures/redraw.ts'
import type { Box, Pixels } from '../../../../ui/images/seam/pixels.ts'
import { pixelsOf } from './seeded-pictures.ts'

/** As far as a drift goes in the figures. */
export const LIMITS = { shiftPx: 12, scalePercent: 2, tintPercent: 8 }

/** Through the canvas's own scaling, which is another than the seam's. */
export function redraw(
  picture: Pixels,
  drift: Drift,
  seed: number,
  size: { width: number; height: number } = picture,
): Pixels {
  return pixelsOf(redrawCanvas(canvasOf(picture), drift, seed, size).getContext('2d'))
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
