import type { Box } from './pixels.ts'
import { type Placed, sample } from './placed.ts'
import type { Axis, Raster } from './resample.ts'
import { spread } from './spread.ts'

/** The longer side of the grid on which colours are compared. */
const GRID_CELLS = 256
/** Keeps grain on a plain colour from being taken for contrast. */
const GAIN_DOUBT = 60

/**
 * What gives the colours of what came those of what is known: a factor for each channel, and the rest, known where both
 * are, spread smoothly over all else. So along the edge of what is known the two meet, and further off nothing is
 * discoloured.
 */
export type ColourMatch = { x: Axis; y: Axis; channels: { factor: number; rest: Float32Array }[] }

/**
 * @param came moved back
 * @param box on whose edges lines of the grid lie
 * @param isKnown in pixels of what was sent
 */
export function matchColours(
  own: Placed,
  came: Placed,
  box: Box,
  sent: { width: number; height: number },
  isKnown: (x: number, y: number) => boolean,
): ColourMatch {
  const cell = Math.max(1, Math.max(sent.width, sent.height) / GRID_CELLS)
  const x = gridOf(box.x, box.width, sent.width, cell)
  const y = gridOf(box.y, box.height, sent.height, cell)
  const ownColours = sample(own, x, y).data
  const cameColours = sample(came, x, y).data
  const size = { width: x.count, height: y.count }
  const known = Float32Array.from({ length: x.count * y.count }, (_, at) => {
    const isOpaque = (ownColours[at * 4 + 3] as number) > 254
    const middle = [
      x.from + ((at % x.count) + 0.5) * x.step,
      y.from + (Math.floor(at / x.count) + 0.5) * y.step,
    ]
    return isOpaque && isKnown(...(middle as [number, number])) ? 1 : 0
  })
  const channels = [0, 1, 2].map((channel) => {
    let [count, o, c, oc, cc] = [1e-9, 0, 0, 0, 0]
    known.forEach((isOne, at) => {
      const one = isOne * (ownColours[at * 4 + channel] as number)
      const other = isOne * (cameColours[at * 4 + channel] as number)
      count += isOne
      o += one
      c += other
      oc += one * other
      cc += other * other
    })
    const factor = (oc - (o * c) / count + GAIN_DOUBT * count) / (cc - (c * c) / count + GAIN_DOUBT * count)
    const values = known.map(
      (isOne, at) =>
        isOne *
        ((ownColours[at * 4 + channel] as number) - factor * (cameColours[at * 4 + channel] as number)),
    )
    return { factor, rest: spread({ ...size, values, known }) }
  })
  return { x, y, channels }
}

/** Cells about as large as `cell`, over all of a side, with lines at both ends of a length. */
function gridOf(start: number, length: number, all: number, cell: number): Axis {
  const step = length / Math.max(1, Math.round(length / cell))
  const before = Math.ceil(start / step)
  // Two at the least, to have one between.
  return { from: start - before * step, step, count: Math.max(2, before + Math.ceil((all - start) / step)) }
}

/** Recolours pixels in place. `x` and `y` say where they lie in what was sent. */
export function recolour(pixels: Raster<Uint8ClampedArray>, x: Axis, y: Axis, match: ColourMatch): void {
  const place = (index: number, axis: Axis, grid: Axis) => {
    const at = (axis.from + (index + 0.5) * axis.step - grid.from) / grid.step - 0.5
    const within = Math.min(grid.count - 1, Math.max(0, at))
    const low = Math.min(grid.count - 2, Math.floor(within))
    return [low, within - low] as const
  }
  const columns = Array.from({ length: x.count }, (_, column) => place(column, x, match.x))
  const { data } = pixels
  const stride = match.x.count
  match.channels.forEach(({ factor, rest }, channel) => {
    let to = channel
    for (let row = 0; row < y.count; row += 1) {
      const [top, down] = place(row, y, match.y)
      for (const [left, right] of columns) {
        const at = top * stride + left
        const above = (rest[at] as number) * (1 - right) + (rest[at + 1] as number) * right
        const below = (rest[at + stride] as number) * (1 - right) + (rest[at + stride + 1] as number) * right
        data[to] = factor * (data[to] as number) + above * (1 - down) + below * down
        to += 4
      }
    }
  })
}
