/** Four numbers a pixel, as in `Pixels`. */
export type Raster<T = Float32Array | Uint8ClampedArray> = { width: number; height: number; data: T }

/** Along one side: the middles of the samples lie at `from + (index + 0.5) * step`, in pixels of the source. */
export type Axis = { from: number; step: number; count: number }

/** Scaled down by more than this, a picture is only looked at: what is sharper would take twice the time. */
const LOOKED_AT = 3

/**
 * A scaled and shifted part of a picture: Catmull-Rom, widened where it is scaled down. Samples that fall on pixels are
 * those pixels. Beyond its edges a picture goes on as at its edge.
 *
 * @param into takes the four channels of each sample, rows from the top
 */
export function resample<T extends Float32Array | Uint8ClampedArray>(
  { width, height, data }: Raster,
  x: Axis,
  y: Axis,
  into: T,
): Raster<T> {
  const across = weigh(x, width)
  const down = weigh(y, height)
  // Sideways first.
  const stride = x.count * 4
  const rows = new Float32Array(height * stride)
  const { taps } = across
  for (let row = 0, to = 0; row < height; row += 1) {
    for (let tap = 0; tap < across.places.length; to += 4) {
      let [red, green, blue, alpha] = [0, 0, 0, 0]
      for (const end = tap + taps; tap < end; tap += 1) {
        const at = (row * width + (across.places[tap] as number)) * 4
        const weight = across.weights[tap] as number
        red += weight * (data[at] as number)
        green += weight * (data[at + 1] as number)
        blue += weight * (data[at + 2] as number)
        alpha += weight * (data[at + 3] as number)
      }
      rows[to] = red
      rows[to + 1] = green
      rows[to + 2] = blue
      rows[to + 3] = alpha
    }
  }
  const line = new Float32Array(stride)
  for (let row = 0; row < y.count; row += 1) {
    line.fill(0)
    for (let tap = row * down.taps; tap < (row + 1) * down.taps; tap += 1) {
      const weight = down.weights[tap] as number
      const from = (down.places[tap] as number) * stride
      for (let at = 0; at < stride; at += 1) {
        line[at] = (line[at] as number) + weight * (rows[from + at] as number)
      }
    }
    into.set(line, row * stride)
  }
  return { width: x.count, height: y.count, data: into }
}

/** For each sample in turn, `taps` of them: the places of the pixels that make it, and their weights. */
function weigh({ from, step, count }: Axis, length: number) {
  const reach = Math.max(1, step)
  const [kernel, radius] = step > LOOKED_AT ? [triangle, reach] : [catmullRom, 2 * reach]
  const taps = Math.ceil(2 * radius)
  const places = new Int32Array(count * taps)
  const weights = new Float32Array(count * taps)
  for (let sample = 0; sample < count; sample += 1) {
    const middle = from + (sample + 0.5) * step - 0.5
    const first = Math.floor(middle - radius) + 1
    let total = 0
    for (let tap = 0; tap < taps; tap += 1) total += kernel((first + tap - middle) / reach)
    for (let tap = 0; tap < taps; tap += 1) {
      places[sample * taps + tap] = Math.min(length - 1, Math.max(0, first + tap))
      weights[sample * taps + tap] = kernel((first + tap - middle) / reach) / total
    }
  }
  return { taps, places, weights }
}

const triangle = (distance: number) => Math.max(0, 1 - Math.abs(distance))

function catmullRom(distance: number): number {
  const x = Math.abs(distance)
  if (x >= 2) return 0
  return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((2.5 - 0.5 * x) * x - 4) * x + 2
}
