/** Four numbers a pixel, as in `Pixels`. */
export type Raster<T = Float32Array | Uint8ClampedArray> = { width: number; height: number; data: T }

/** Along one side: the middles of the samples lie at `from + (index + 0.5) * step`, in pixels of the source. */
export type Axis = { from: number; step: number; count: number }

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
  const [first, last] = [Math.min(...down.rows), Math.max(...down.rows)]
  // Sideways first, and of the rows only those that are needed.
  const stride = x.count * 4
  const rows = new Float32Array((last - first + 1) * stride)
  for (let row = first, to = 0; row <= last; row += 1) {
    for (let tap = 0; tap < across.rows.length; to += 4) {
      let [red, green, blue, alpha] = [0, 0, 0, 0]
      for (const end = tap + across.taps; tap < end; tap += 1) {
        const at = (row * width + (across.rows[tap] as number)) * 4
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
  for (let row = 0, to = 0; row < y.count; row += 1) {
    for (let column = 0; column < stride; column += 1, to += 1) {
      let value = 0
      for (let tap = row * down.taps; tap < (row + 1) * down.taps; tap += 1) {
        value +=
          (down.weights[tap] as number) *
          (rows[((down.rows[tap] as number) - first) * stride + column] as number)
      }
      into[to] = value
    }
  }
  return { width: x.count, height: y.count, data: into }
}

/** For each sample in turn, `taps` of them: the pixels that make it, as rows or columns, and their weights. */
function weigh({ from, step, count }: Axis, length: number) {
  const reach = Math.max(1, step)
  const taps = Math.ceil(4 * reach)
  const rows = new Int32Array(count * taps)
  const weights = new Float32Array(count * taps)
  for (let sample = 0; sample < count; sample += 1) {
    const middle = from + (sample + 0.5) * step - 0.5
    const first = Math.floor(middle - 2 * reach) + 1
    let total = 0
    for (let tap = 0; tap < taps; tap += 1) total += catmullRom((first + tap - middle) / reach)
    for (let tap = 0; tap < taps; tap += 1) {
      rows[sample * taps + tap] = Math.min(length - 1, Math.max(0, first + tap))
      weights[sample * taps + tap] = catmullRom((first + tap - middle) / reach) / total
    }
  }
  return { taps, rows, weights }
}

function catmullRom(distance: number): number {
  const x = Math.abs(distance)
  if (x >= 2) return 0
  return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((2.5 - 0.5 * x) * x - 4) * x + 2
}
