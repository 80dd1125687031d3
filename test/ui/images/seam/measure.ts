/** What a fitted picture is judged by. */
import { featherOf } from '../../../../ui/images/seam/fit-back.ts'
import type { Box, Pixels } from '../../../../ui/images/seam/pixels.ts'

/** The ways out of a box that have something beyond them. */
function sidesOf({ x, y, width, height }: Box, all: { width: number; height: number }) {
  const right = x + width
  const bottom = y + height
  return [
    { isThere: x > 0, from: { x, y }, along: [0, 1], length: height, out: [-1, 0] },
    { isThere: right < all.width, from: { x: right - 1, y }, along: [0, 1], length: height, out: [1, 0] },
    { isThere: y > 0, from: { x, y }, along: [1, 0], length: width, out: [0, -1] },
    { isThere: bottom < all.height, from: { x, y: bottom - 1 }, along: [1, 0], length: width, out: [0, 1] },
  ].filter(({ isThere }) => isThere)
}

/** Of 255: the mean absolute difference of neighbouring pixels across the edges of a box. */
export function stepAcross({ width, height, data }: Pixels, box: Box): number {
  let [sum, count] = [0, 0]
  for (const { from, along, length, out } of sidesOf(box, { width, height })) {
    const [alongX = 0, alongY = 0, outX = 0, outY = 0] = [...along, ...out]
    for (let index = 0; index < length; index += 1) {
      const at = ((from.y + alongY * index) * width + from.x + alongX * index) * 4
      const beyond = at + (outY * width + outX) * 4
      for (let channel = 0; channel < 3; channel += 1) {
        sum += Math.abs((data[at + channel] ?? 0) - (data[beyond + channel] ?? 0))
        count += 1
      }
    }
  }
  return sum / count
}

/** How many pixels of the original, further than the feather from edges that have something beyond, are others. */
export function countChanged(pixels: Pixels, original: Pixels, box: Box): number {
  const feather = featherOf(original)
  const left = box.x > 0 ? feather : 0
  const top = box.y > 0 ? feather : 0
  const right = original.width - (box.x + box.width < pixels.width ? feather : 0)
  const bottom = original.height - (box.y + box.height < pixels.height ? feather : 0)
  let changed = 0
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const from = (y * original.width + x) * 4
      const to = ((y + box.y) * pixels.width + x + box.x) * 4
      const isSame = [0, 1, 2, 3].every(
        (channel) => original.data[from + channel] === pixels.data[to + channel],
      )
      if (!isSame) changed += 1
    }
  }
  return changed
}

/** Lays pixels on others, as they are. */
export function paste(under: Pixels, over: Pixels, at: { x: number; y: number }): Pixels {
  const data = under.data.slice()
  for (let row = 0; row < over.height; row += 1) {
    const from = row * over.width * 4
    data.set(over.data.subarray(from, from + over.width * 4), ((at.y + row) * under.width + at.x) * 4)
  }
  return { width: under.width, height: under.height, data }
}
