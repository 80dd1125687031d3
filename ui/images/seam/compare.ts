import { BLOCK, measureAgreement } from './agreement.ts'
import type { Box } from './pixels.ts'
import { moveBack, type Placed, sample } from './placed.ts'
import { type Motion, type Pair, refineMotion, searchMotion } from './register.ts'
import type { Raster } from './resample.ts'

/** The longer side of what is compared, in cells. */
const COMPARED_CELLS = 640
/** How far what came may have moved, in pixels, to be found. */
const SEARCHED_PX = 32

export type Compared = { motion: Motion; confidence: number }

/**
 * How what came has moved against what is known of it, and how much of that is still the same.
 *
 * @param own what is known, of which transparent pixels are not
 * @param frame where `own` lies
 * @param isTrusted whether a place should be the same in both, in pixels of what was sent
 */
export function compare(
  own: Placed,
  came: Placed,
  frame: Box,
  sent: { width: number; height: number },
  isTrusted: (x: number, y: number) => boolean,
): Compared {
  const cell = Math.max(1, Math.max(frame.width, frame.height) / COMPARED_CELLS)
  const margin = 16 * Math.ceil(SEARCHED_PX / cell / 16)
  const x = { from: frame.x, step: cell, count: Math.max(1, Math.floor(frame.width / cell)) }
  const y = { from: frame.y, step: cell, count: Math.max(1, Math.floor(frame.height / cell)) }
  const around = (axis: typeof x) => ({
    from: axis.from - margin * cell,
    step: cell,
    count: axis.count + 2 * margin,
  })
  const [aroundX, aroundY] = [around(x), around(y)]
  const ownCells = sample(own, x, y)
  const cameCells = sample(came, aroundX, aroundY)
  const placedOwn = { raster: ownCells, x: x.from, y: y.from, scaleX: 1 / cell, scaleY: 1 / cell }
  const placedCame = {
    raster: cameCells,
    x: aroundX.from,
    y: aroundY.from,
    scaleX: 1 / cell,
    scaleY: 1 / cell,
  }

  const trust = fill(x.count, y.count, (column, row, at) => {
    const isOpaque = (ownCells.data[at * 4 + 3] as number) > 254
    return isOpaque && isTrusted(x.from + (column + 0.5) * cell, y.from + (row + 0.5) * cell) ? 1 : 0
  })
  const isOutside = (middle: number, length: number) => middle < 0 || middle > length
  const pairOf = ([red, green, blue]: number[]): Pair => ({
    sent: plane(x.count, y.count, (_, __, at) => grey(ownCells.data, at * 4, 1, 1, 1)),
    came: plane(aroundX.count, aroundY.count, (column, row, at) =>
      isOutside(aroundX.from + (column + 0.5) * cell, sent.width) ||
      isOutside(aroundY.from + (row + 0.5) * cell, sent.height)
        ? Number.NaN
        : grey(cameCells.data, at * 4, red, green, blue),
    ),
    trust: { width: x.count, height: y.count, cell, data: trust },
    margin,
  })
  function plane(
    width: number,
    height: number,
    valueAt: (column: number, row: number, at: number) => number,
  ) {
    return { width, height, cell, data: fill(width, height, valueAt) }
  }

  // A tint is no grey: taken off before the fine search, it can't be mistaken for a motion.
  const middle = { middleX: x.from + (x.count * cell) / 2, middleY: y.from + (y.count * cell) / 2 }
  const found = searchMotion(pairOf([1, 1, 1]), middle)
  const blockX = { from: x.from, step: cell * BLOCK, count: Math.floor(x.count / BLOCK) }
  const blockY = { from: y.from, step: cell * BLOCK, count: Math.floor(y.count / BLOCK) }
  const blocks = (placed: Placed) => sample(placed, blockX, blockY)
  const ownBlocks = blocks(placedOwn)
  const pair = pairOf(tintOf(ownBlocks, blocks(moveBack(placedCame, found))))
  const motion = refineMotion(pair, found)
  const confidence = measureAgreement(pair, motion, ownBlocks, blocks(moveBack(placedCame, motion)))
  return { motion, confidence }
}

function fill(width: number, height: number, valueAt: (column: number, row: number, at: number) => number) {
  const data = new Float32Array(width * height)
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) data[at] = valueAt(column, row, at)
  }
  return data
}

function grey(data: Float32Array, at: number, red = 1, green = 1, blue = 1): number {
  return (
    0.3 * red * (data[at] as number) +
    0.59 * green * (data[at + 1] as number) +
    0.11 * blue * (data[at + 2] as number)
  )
}

/** The factor of each channel that gives what came the brightness of what was sent. */
function tintOf(own: Raster, came: Raster): number[] {
  return [0, 1, 2].map((channel) => {
    let [one, other] = [1, 1]
    for (let at = channel; at < own.data.length; at += 4) {
      one += own.data[at] as number
      other += came.data[at] as number
    }
    return one / other
  })
}
