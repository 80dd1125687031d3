/** "Image 1" again, drawn anew, with what the prompt asks for painted in, or painted on over what is marked as empty. */
import { type Canvas, createCanvas, type Image, type SKRSContext2D } from '@napi-rs/canvas'
import type { Size } from '../../../contract/model.ts'
import { seededRandom } from '../seeded-random.ts'
import type { Edit } from './edit-request.ts'
import { paletteOf } from './palette.ts'
import { chooseProduct } from './products/choose-product.ts'
import { type DriftLimits, driftOf, redraw } from './redraw.ts'

type Area = { x: number; y: number; width: number; height: number }

/** @param size of what comes back */
export function drawEdit(
  image: Image,
  edit: Edit,
  order: { prompt: string; seed: number; drift: DriftLimits },
  size: Size,
): Canvas {
  const { width, height } = image
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  // What can be seen through is seen on white.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.drawImage(image, 0, 0)
  if (edit.kind === 'extend') {
    const empty = paintOn(context)
    if (empty !== null) paintChange(context, empty, order)
  } else {
    const { left, top, right, bottom } =
      edit.kind === 'change-part' ? edit : { left: 0.3, top: 0.3, right: 0.7, bottom: 0.7 }
    paintChange(
      context,
      { x: left * width, y: top * height, width: (right - left) * width, height: (bottom - top) * height },
      order,
    )
  }
  return redraw(canvas, driftOf(order.seed, order.drift), order.seed, size)
}

/** The product that the prompt names, or else chooses, on a soft spot of its own. */
function paintChange(
  context: SKRSContext2D,
  area: Area,
  { prompt, seed }: { prompt: string; seed: number },
): void {
  const palette = paletteOf(prompt, seed)
  const product = chooseProduct(prompt, seed)
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 }
  const unit = Math.min(area.width, area.height)
  context.save()
  context.translate(middle.x, middle.y)
  context.scale(unit * 0.4, unit * 0.4)
  context.beginPath()
  context.arc(0, 0, 1, 0, 2 * Math.PI)
  context.fillStyle = palette.wallLight
  context.fill()
  context.restore()
  if (product === 'landscape') return
  context.save()
  context.translate(middle.x, middle.y + unit * 0.3)
  context.scale(unit * 0.55, unit * 0.55)
  product.draw({ context, palette, random: seededRandom(seed) })
  context.restore()
}

/**
 * The picture goes on mirrored where there was magenta.
 *
 * @returns the larger of the parts that were empty; null when there was none
 */
function paintOn(context: SKRSContext2D): Area | null {
  const { width, height } = context.canvas
  const image = context.getImageData(0, 0, width, height)
  const { data } = image
  const kept = keptBox(data, width, height)
  if (kept === null) return null
  const isInside = (at: number) => data[at] !== 255 || data[at + 1] !== 0 || data[at + 2] !== 255
  const right = kept.x + kept.width
  const bottom = kept.y + kept.height
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      if (isInside(at)) continue
      const from = (mirror(y, kept.y, kept.height) * width + mirror(x, kept.x, kept.width)) * 4
      // A hole in the picture has no other side to mirror: it becomes grey.
      const isHole = x >= kept.x && x < right && y >= kept.y && y < bottom
      for (let channel = 0; channel < 3; channel += 1)
        data[at + channel] = isHole ? 128 : (data[from + channel] ?? 0)
    }
  }
  context.putImageData(image, 0, 0)
  const sides: Area[] = [
    { x: 0, y: 0, width: kept.x, height },
    { x: right, y: 0, width: width - right, height },
    { x: 0, y: 0, width, height: kept.y },
    { x: 0, y: bottom, width, height: height - bottom },
  ]
  const [largest] = sides.sort((one, other) => other.width * other.height - one.width * one.height)
  return largest !== undefined && largest.width * largest.height > 0 ? largest : null
}

/** Where `place` comes to lie when it is mirrored at the ends of a length as often as need be. */
function mirror(place: number, start: number, length: number): number {
  const folded = (((place - start) % (2 * length)) + 2 * length) % (2 * length)
  return start + (folded < length ? folded : 2 * length - 1 - folded)
}

/** The smallest box with all that is not magenta; null when all is. */
function keptBox(data: Uint8ClampedArray, width: number, height: number): Area | null {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}
