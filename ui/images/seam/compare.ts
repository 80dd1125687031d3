import { BLOCK, measureAgreement } from './agreement.ts'
import type { Box } from './pixels.ts'
import { moveBack, type Placed, sample } from './placed.ts'
import { findMotion, type Motion, type Pair, type Plane } from './register.ts'
import type { Axis } from './resample.ts'

/** The longer side of what is compared, in cells. */
const COMPARED_CELLS = 320
/** How many cells around what is known may have moved into it; halved as often as there are levels. */
const MARGIN = 32

export type Compared = {
  motion: Motion
  confidence: number
  /** What was compared, and what came moved back. */
  own: Placed
  came: Placed
}

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
  const x = { from: frame.x, step: cell, count: Math.max(1, Math.floor(frame.width / cell)) }
  const y = { from: frame.y, step: cell, count: Math.max(1, Math.floor(frame.height / cell)) }
  const around = (axis: typeof x) => ({
    from: axis.from - MARGIN * cell,
    step: cell,
    count: axis.count + 2 * MARGIN,
  })
  const [aroundX, aroundY] = [around(x), around(y)]
  const cells = (placed: Placed, axisX: Axis, axisY: Axis) => ({
    raster: sample(placed, axisX, axisY),
    x: axisX.from,
    y: axisY.from,
    scaleX: 1 / cell,
    scaleY: 1 / cell,
  })
  const placedOwn = cells(own, x, y)
  const placedCame = cells(came, aroundX, aroundY)
  const ownData = placedOwn.raster.data
  const cameData = placedCame.raster.data
  const plane = (axisX: Axis, axisY: Axis, valueAt: (x: number, y: number, at: number) => number): Plane => {
    const data = new Float32Array(axisX.count * axisY.count)
    for (let row = 0, at = 0; row < axisY.count; row += 1) {
      const placeY = axisY.from + (row + 0.5) * cell
      for (let column = 0; column < axisX.count; column += 1, at += 1) {
        data[at] = valueAt(axisX.from + (column + 0.5) * cell, placeY, at * 4)
      }
    }
    return { width: axisX.count, height: axisY.count, cell, data }
  }
  const ofCame = (index: number) =>
    plane(aroundX, aroundY, (px, py, at) =>
      px < 0 || py < 0 || px > sent.width || py > sent.height ? Number.NaN : (cameData[at + index] as number),
    )
  const ofOwn = (index: number) => plane(x, y, (_, __, at) => ownData[at + index] as number)
  const pair: Pair = {
    sent: [0, 1, 2].map(ofOwn),
    came: [0, 1, 2].map(ofCame),
    trust: plane(x, y, (px, py, at) => ((ownData[at + 3] as number) > 254 && isTrusted(px, py) ? 1 : 0)),
    margin: MARGIN,
  }
  const middle = { middleX: x.from + (x.count * cell) / 2, middleY: y.from + (y.count * cell) / 2 }
  const motion = findMotion(pair, middle)
  const placedBack = moveBack(placedCame, motion)
  const blocks = (placed: Placed) =>
    sample(
      placed,
      { from: x.from, step: cell * BLOCK, count: Math.ceil(x.count / BLOCK) },
      { from: y.from, step: cell * BLOCK, count: Math.ceil(y.count / BLOCK) },
    )
  const confidence = measureAgreement(pair, motion, blocks(placedOwn), blocks(placedBack))
  return { motion, confidence, own: placedOwn, came: placedBack }
}
