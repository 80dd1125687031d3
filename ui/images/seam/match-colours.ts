import type { Box } from './pixels.ts'
import { type Placed, sample } from './placed.ts'
import type { Axis, Raster } from './resample.ts'
import { spread } from './spread.ts'

/** The longer side of the grid on which colours are compared. */
const GRID_CELLS = 256
/** Keeps grain on a plain colour from being taken for contrast. */
const GAIN_DOUBT = 60
/** Of 255: grain and soft edges differ by less. */
const LEAST_CHANGE = 6
const ROUNDS = 3

/**
 * What gives the colours of what came those of what is known: a factor for each channel, and the rest, known where both
 * are, spread smoothly over all else. So along the edge of what is known the two meet, and further off nothing is
 * discoloured.
 */
type ColourMatch = { x: Axis; y: Axis; channels: { factor: number; rest: Float32Array }[] }

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
    const one = (at: number) => ownColours[at * 4 + channel] as number
    const other = (at: number) => cameColours[at * 4 + channel] as number
    let trusted = known
    let factor = 1
    let values = known
    for (let round = 0; round < ROUNDS; round += 1) {
      let [count, o, c, oc, cc] = [1e-9, 0, 0, 0, 0]
      trusted.forEach((trust, at) => {
        count += trust
        o += trust * one(at)
        c += trust * other(at)
        oc += trust * one(at) * other(at)
        cc += trust * other(at) ** 2
      })
      factor = (oc - (o * c) / count + GAIN_DOUBT * count) / (cc - (c * c) / count + GAIN_DOUBT * count)
      values = known.map((isOne, at) => isOne * (one(at) - factor * other(at)))
      // What has changed says nothing about the light.
      const middle = (o - factor * c) / count
      const away = (at: number) => Math.abs((values[at] as number) - middle)
      const usual = trusted.reduce((sum, trust, at) => sum + trust * away(at), 0) / count
      trusted = known.map((isOne, at) => (away(at) > LEAST_CHANGE + 3 * usual ? 0 : isOne))
    }
    return { factor, rest: spread({ ...size, values, known: trusted }) }
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
export function recolour({ data }: Raster<Uint8ClampedArray>, x: Axis, y: Axis, match: ColourMatch): void {
  const columns = placesOf(x, match.x)
  const rows = placesOf(y, match.y)
  const stride = match.x.count
  for (let row = 0; row < y.count; row += 1) {
    const top = (rows.low[row] as number) * stride
    const down = rows.part[row] as number
    match.channels.forEach(({ factor, rest }, channel) => {
      let to = row * x.count * 4 + channel
      for (let column = 0; column < x.count; column += 1, to += 4) {
        const at = top + (columns.low[column] as number)
        const right = columns.part[column] as number
        const above = (rest[at] as number) * (1 - right) + (rest[at + 1] as number) * right
        const below = (rest[at + stride] as number) * (1 - right) + (rest[at + stride + 1] as number) * right
        data[to] = factor * (data[to] as number) + above * (1 - down) + below * down
      }
    })
  }
}

/** For each sample, between which cells of the grid it lies, and how far on. */
function placesOf(axis: Axis, grid: Axis) {
  const low = new Int32Array(axis.count)
  const part = new Float32Array(axis.count)
  for (let index = 0; index < axis.count; index += 1) {
    const at = (axis.from + (index + 0.5) * axis.step - grid.from) / grid.step - 0.5
    const within = Math.min(grid.count - 1, Math.max(0, at))
    low[index] = Math.min(grid.count - 2, Math.floor(within))
    part[index] = within - (low[index] as number)
  }
  return { low, part }
}
