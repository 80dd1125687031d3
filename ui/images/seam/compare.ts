import { BLOCK, measureAgreement } from './agreement.ts'
import type { Box } from './pixels.ts'
import { moveBack, type Placed, sample } from './placed.ts'
import { findMotion, type Motion, type Pair, type Plane } from './register.ts'
import type { Axis } from './resample.ts'

/** The longer side of what is compared, in cells. */
const COMPARED_CELLS = 320
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
  const channel = (index: number) =>
    plane(aroundX, aroundY, (px, py, at) =>
      px < 0 || py < 0 || px > sent.width || py > sent.height
        ? Number.NaN
        : (cameCells.data[at + index] as number),
    )
  const own3 = (index: number) => plane(x, y, (_, __, at) => ownCells.data[at + index] as number)
  const pair: Pair = {
    sent: [own3(0), own3(1), own3(2)],
    came: [channel(0), channel(1), channel(2)],
    trust: plane(x, y, (px, py, at) =>
      (ownCells.data[at + 3] as number) > 254 && isTrusted(px, py) ? 1 : 0,
    ),
    margin,
  }
  const middle = { middleX: x.from + (x.count * cell) / 2, middleY: y.from + (y.count * cell) / 2 }
  const motion = findMotion(pair, middle)
  const blocks = (placed: Placed) =>
    sample(
      placed,
      { from: x.from, step: cell * BLOCK, count: Math.floor(x.count / BLOCK) },
      { from: y.from, step: cell * BLOCK, count: Math.floor(y.count / BLOCK) },
    )
  const confidence = measureAgreement(pair, motion, blocks(placedOwn), blocks(moveBack(placedCame, motion)))
  return { motion, confidence }
}
