/**
 * Puts what a model gave back where it belongs: what it painted anew is moved, scaled and coloured so that it goes on from
 * what is kept. Pure functions over pixels.
 */
import { compare } from './compare.ts'
import { matchColours, recolour } from './match-colours.ts'
import type { Box, Fitted, Pixels, Unfit } from './pixels.ts'
import { moveBack, type Placed, sample } from './placed.ts'
import type { Axis, Raster } from './resample.ts'

const LEAST_CONFIDENCE = 0.5
/** More than a model's drift: the place that was found is none. */
const LARGEST_GROWTH = 0.04

type Sides = { width: number; height: number }

/** The width of the blend along the edges of a box, in pixels of the result. */
export function featherOf({ width, height }: Sides): number {
  return Math.max(2, Math.min(48, Math.round(Math.min(width, height) / 40)))
}

/**
 * The whole canvas, opaque, with the original's own pixels put back: further from the edge of their box than the feather
 * they are bit-identical. A side of the box on an edge of the canvas has no feather. Where the original can be seen
 * through, what came is seen.
 *
 * @param sent the canvas that went out
 * @param kept where the original lies in it
 * @param original its own pixels: the result has their scale
 * @param came what came back, of any size
 */
export function fitExtended(parts: {
  sent: Pixels
  kept: Box
  original: Pixels
  came: Pixels
}): Fitted | Unfit {
  const { sent, kept, original, came } = parts
  const own = placeIn(original, kept)
  const { scaleX, scaleY } = own
  const corner = { x: Math.round(kept.x * scaleX), y: Math.round(kept.y * scaleY) }
  // Whole pixels of the result, of which the corner falls on the box's.
  const x = { from: kept.x - corner.x / scaleX, step: 1 / scaleX, count: Math.round(sent.width * scaleX) }
  const y = { from: kept.y - corner.y / scaleY, step: 1 / scaleY, count: Math.round(sent.height * scaleY) }
  const isTrusted = (px: number, py: number) => isWithin(kept, px, py)
  return fitOnto({ sent, came, own, frame: kept, box: kept, isTrusted, x, y, corner, original })
}

/**
 * The pixels of an area that was to be changed, going on from what surrounds it, at the finer scale of the two pictures.
 * On its own edge they are those that were there.
 *
 * @param sent what went out, with enough around the area to go by
 * @param area within `sent`
 * @param came what came back, of any size
 */
export function fitArea({ sent, area, came }: { sent: Pixels; area: Box; came: Pixels }): Fitted | Unfit {
  const frame = wholeOf(sent)
  const scale = Math.max(1, came.width / sent.width)
  const x = { from: area.x, step: 1 / scale, count: Math.round(area.width * scale) }
  const y = { from: area.y, step: 1 / scale, count: Math.round(area.height * scale) }
  // What is changed throws shadows.
  const guard = Math.max(2, Math.min(area.width, area.height) / 20)
  const isTrusted = (px: number, py: number) => isWithin(frame, px, py) && !isWithin(area, px, py, guard)
  const corner = { x: 0, y: 0 }
  return fitOnto({ sent, came, own: placeIn(sent, frame), frame, box: area, isTrusted, x, y, corner })
}

type Job = {
  sent: Pixels
  came: Pixels
  /** What is known of what was sent, and where it lies. */
  own: Placed
  frame: Box
  /** What is kept or changed. */
  box: Box
  /** Whether a place in what was sent should be the same in what came. */
  isTrusted: (x: number, y: number) => boolean
  /** Of the result. */
  x: Axis
  y: Axis
  /** Where the box lies in the result. */
  corner: { x: number; y: number }
  /** What is put back; without it, the box is changed. */
  original?: Pixels
}

function fitOnto({ sent, came, own, frame, box, isTrusted, x, y, corner, original }: Job): Fitted | Unfit {
  const placedCame = placeIn(came, wholeOf(sent))
  const compared = compare(own, placedCame, frame, sent, isTrusted)
  const { motion, confidence } = compared
  const { growth, middleX, middleY } = motion
  if (confidence < LEAST_CONFIDENCE || Math.abs(growth) > LARGEST_GROWTH) {
    return { kind: 'unfit', confidence }
  }
  const bytes = () => new Uint8ClampedArray(x.count * y.count * 4)
  const size = original ?? { width: x.count, height: y.count }
  const inner = innerOf(size, corner, box, sent)
  const pixels = sample(moveBack(placedCame, motion), x, y, bytes())
  recolour(pixels, x, y, matchColours(compared.own, compared.came, box, sent, isTrusted))
  if (original) blend(pixels, original, corner, inner, false)
  else blend(pixels, sample(own, x, y, bytes()), corner, inner, true)
  const shift = {
    x: motion.x + growth * (sent.width / 2 - middleX),
    y: motion.y + growth * (sent.height / 2 - middleY),
  }
  return { kind: 'fitted', pixels, shift, scale: 1 + growth, confidence }
}

function wholeOf({ width, height }: Sides): Box {
  return { x: 0, y: 0, width, height }
}

function placeIn(raster: Raster, { x, y, width, height }: Box): Placed {
  return { raster, x, y, scaleX: raster.width / width, scaleY: raster.height / height }
}

function isWithin({ x, y, width, height }: Box, px: number, py: number, around = 0): boolean {
  return px > x - around && px < x + width + around && py > y - around && py < y + height + around
}

/** From the first pixel to before the second, in both directions. */
type Inner = { x: [number, number]; y: [number, number] }

/** What of a box lies further than the feather from those of its edges that have something beyond them. */
function innerOf(size: Sides, corner: { x: number; y: number }, box: Box, all: Sides): Inner {
  const feather = featherOf(size)
  const range = (from: number, length: number, hasStart: boolean, hasEnd: boolean): [number, number] => {
    const start = from + (hasStart ? Math.min(feather, length >> 1) : 0)
    return [start, Math.max(start, from + length - (hasEnd ? feather : 0))]
  }
  return {
    x: range(corner.x, size.width, box.x > 0, box.x + box.width < all.width),
    y: range(corner.y, size.height, box.y > 0, box.y + box.height < all.height),
  }
}

/**
 * Lays a picture over another. Its share grows from 0 at an edge of the inner part's feather to 1 in there, or falls.
 *
 * @param corner where it lies
 */
function blend(
  under: Raster<Uint8ClampedArray>,
  over: Raster,
  corner: { x: number; y: number },
  inner: Inner,
  isOutside: boolean,
): void {
  const { width, height, data } = over
  const feather = featherOf(over)
  const away = (place: number, [start, end]: [number, number]) =>
    Math.max(0, start - place - 0.5, place + 0.5 - end) / feather
  for (let row = 0; row < height; row += 1) {
    const fromRow = away(row + corner.y, inner.y)
    for (let column = 0; column < width; column += 1) {
      const part = 1 - Math.min(1, Math.max(fromRow, away(column + corner.x, inner.x)))
      const smooth = part * part * (3 - 2 * part)
      const at = (row * width + column) * 4
      const share = ((isOutside ? 1 - smooth : smooth) * (data[at + 3] as number)) / 255
      const to = ((row + corner.y) * under.width + column + corner.x) * 4
      for (let channel = 0; channel < 3; channel += 1) {
        const below = under.data[to + channel] as number
        // Whole shares give whole pixels back, bit for bit.
        under.data[to + channel] = below + ((data[at + channel] as number) - below) * share
      }
    }
  }
  for (let at = 3; at < under.data.length; at += 4) under.data[at] = 255
}
