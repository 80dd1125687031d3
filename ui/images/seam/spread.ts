/** A number for each cell of a grid, and how far it is known, 0 to 1. */
type Grid = { width: number; height: number; values: Float32Array; known: Float32Array }

const SWEEPS = 6

/**
 * Fills in what is not known as smoothly as can be, like a soap film between what is (the solution of Laplace's equation):
 * from coarse to fine, each level evened out by some sweeps.
 */
export function spread({ width, height, values, known }: Grid): Float32Array {
  const filled = values.slice()
  if (width * height === 1) return filled
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 }
  const coarse: Grid = {
    ...half,
    values: new Float32Array(half.width * half.height),
    known: new Float32Array(half.width * half.height),
  }
  values.forEach((value, at) => {
    const to = ((at / width) >> 1) * half.width + ((at % width) >> 1)
    coarse.values[to] = (coarse.values[to] as number) + value * (known[at] as number)
    coarse.known[to] = (coarse.known[to] as number) + (known[at] as number)
  })
  coarse.values.forEach((value, at) => {
    const weight = coarse.known[at] as number
    if (weight > 0) coarse.values[at] = value / weight
    coarse.known[at] = Math.min(1, weight)
  })
  const below = spread(coarse)
  for (let at = 0; at < filled.length; at += 1) {
    if (known[at] === 0) filled[at] = below[((at / width) >> 1) * half.width + ((at % width) >> 1)] as number
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (let at = 0; at < filled.length; at += 1) {
      if (known[at] !== 0) continue
      const column = at % width
      const here = filled[at] as number
      const left = column > 0 ? (filled[at - 1] as number) : here
      const right = column < width - 1 ? (filled[at + 1] as number) : here
      const above = filled[at - width] ?? here
      const beneath = filled[at + width] ?? here
      filled[at] = (left + right + above + beneath) / 4
    }
  }
  return filled
}
