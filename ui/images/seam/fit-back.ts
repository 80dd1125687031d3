/**
 * Puts what a model gave back where it belongs: what it painted anew is moved, scaled and coloured so that it goes on from
 * what is kept. Pure functions over pixels.
 */
import { compare } from './compare.ts'
import { matchColours, recolour } from './match-colours.ts'
import type { Box, Fitted, Pixels, Unfit } from './pixels.ts'
import { moveBack, type Placed, sample } from './placed.ts'
import type { Motion } from './register.ts'
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
  const isKept = (x: number, y: number) => isWithin(kept, x, y)
  const placedCame = placeIn(came, wholeOf(sent))
  const { motion, confidence } = compare(own, placedCame, kept, sent, isKept)
  if (confidence < LEAST_CONFIDENCE || Math.abs(motion.growth) > LARGEST_GROWTH)
    return { kind: 'unfit', confidence }

  const moved = moveBack(placedCame, motion)
  const corner = { x: Math.round(kept.x * own.scaleX), y: Math.round(kept.y * own.scaleY) }
  const x = outAxis(kept.x, corner.x, own.scaleX, Math.round(sent.width * own.scaleX))
  const y = outAxis(kept.y, corner.y, own.scaleY, Math.round(sent.height * own.scaleY))
  const pixels = sample(moved, x, y, new Uint8ClampedArray(x.count * y.count * 4))
  recolour(pixels, x, y, matchColours(own, moved, kept, sent, isKept))
  blend(pixels, original, corner, (share) => share, edgesOf(kept, sent))
  return { kind: 'fitted', pixels, ...toldOf(motion, sent), confidence }
}

/**
 * The pixels of an area that was to be changed, going on from what surrounds it, at the finer scale of the two pictures.
 * On its own edge they are those that were there.
 *
 * @param sent what went out, with enough around the area to go by
 * @param area within `sent`
 * @param came what came back, of any size
 */
export function fitArea(parts: { sent: Pixels; area: Box; came: Pixels }): Fitted | Unfit {
  const { sent, area, came } = parts
  const whole = wholeOf(sent)
  const own = placeIn(sent, whole)
  const placedCame = placeIn(came, whole)
  // What is changed throws shadows.
  const guard = Math.max(2, Math.min(area.width, area.height) / 20)
  const guarded = {
    x: area.x - guard,
    y: area.y - guard,
    width: area.width + 2 * guard,
    height: area.height + 2 * guard,
  }
  const { motion, confidence } = compare(own, placedCame, whole, sent, (x, y) => !isWithin(guarded, x, y))
  if (confidence < LEAST_CONFIDENCE || Math.abs(motion.growth) > LARGEST_GROWTH)
    return { kind: 'unfit', confidence }

  const moved = moveBack(placedCame, motion)
  const scale = Math.max(1, placedCame.scaleX)
  const x = { from: area.x, step: 1 / scale, count: Math.round(area.width * scale) }
  const y = { from: area.y, step: 1 / scale, count: Math.round(area.height * scale) }
  const bytes = () => new Uint8ClampedArray(x.count * y.count * 4)
  const pixels = sample(moved, x, y, bytes())
  const isAround = (px: number, py: number) => isWithin(whole, px, py) && !isWithin(area, px, py)
  recolour(pixels, x, y, matchColours(own, moved, area, sent, isAround))
  blend(pixels, sample(own, x, y, bytes()), { x: 0, y: 0 }, (share) => 1 - share, edgesOf(area, sent))
  return { kind: 'fitted', pixels, ...toldOf(motion, sent), confidence }
}

function toldOf({ x, y, growth, middleX, middleY }: Motion, { width, height }: Sides) {
  const shift = { x: x + growth * (width / 2 - middleX), y: y + growth * (height / 2 - middleY) }
  return { shift, scale: 1 + growth }
}

function wholeOf({ width, height }: Sides): Box {
  return { x: 0, y: 0, width, height }
}

function placeIn(raster: Raster, { x, y, width, height }: Box): Placed {
  return { raster, x, y, scaleX: raster.width / width, scaleY: raster.height / height }
}

/** Whole pixels of the result, of which `corner` falls on `start`. */
function outAxis(start: number, corner: number, scale: number, count: number): Axis {
  return { from: start - corner / scale, step: 1 / scale, count }
}

function isWithin(box: Box, x: number, y: number): boolean {
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height
}

/** Which sides have something beyond them: left, top, right, bottom. */
function edgesOf({ x, y, width, height }: Box, all: Sides): boolean[] {
  return [x > 0, y > 0, x + width < all.width, y + height < all.height]
}

/**
 * Lays a picture over another. Its share grows from 0 at an edge to 1 at the feather's end, or as `shareOf` turns it.
 *
 * @param corner where it lies
 */
function blend(
  under: Raster<Uint8ClampedArray>,
  over: Raster,
  corner: { x: number; y: number },
  shareOf: (share: number) => number,
  [hasLeft, hasTop, hasRight, hasBottom]: boolean[],
): void {
  const { width, height, data } = over
  const feather = featherOf(over)
  const distance = (index: number, length: number, hasStart = false, hasEnd = false) =>
    Math.min(hasStart ? index + 0.5 : feather, hasEnd ? length - index - 0.5 : feather, feather)
  for (let row = 0; row < height; row += 1) {
    const fromRow = distance(row, height, hasTop, hasBottom)
    for (let column = 0; column < width; column += 1) {
      const part = Math.min(fromRow, distance(column, width, hasLeft, hasRight)) / feather
      const at = (row * width + column) * 4
      const share = (shareOf(part * part * (3 - 2 * part)) * (data[at + 3] as number)) / 255
      const to = ((row + corner.y) * under.width + column + corner.x) * 4
      for (let channel = 0; channel < 3; channel += 1) {
        const [below, above] = [under.data[to + channel] as number, data[at + channel] as number]
        // Whole shares give whole pixels back, bit for bit.
        under.data[to + channel] = below + (above - below) * share
      }
    }
  }
  for (let at = 3; at < under.data.length; at += 4) under.data[at] = 255
}
