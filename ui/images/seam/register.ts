/**
 * Finds how a picture has moved and grown: a coarse search for where it correlates best, then Gauss-Newton from coarse to
 * fine, which takes brightness and contrast along and trusts less what has changed.
 */

/** One number a cell; cells of `cell` pixels a side. */
export type Plane = { width: number; height: number; cell: number; data: Float32Array }

/** From a place in what was sent to the same in what came, in pixels: `middle + (1 + growth) * (place - middle) + shift`. */
export type Motion = { x: number; y: number; growth: number; middleX: number; middleY: number }

/** What is compared. */
export type Pair = {
  /** Around the motion's middle. */
  sent: Plane
  /** The same cells and `margin` more on each side; NaN where there is nothing. */
  came: Plane
  /** 0 to 1 for each cell of `sent`: how much it counts. */
  trust: Plane
  margin: number
}

/** Coarse enough that no motion is more than two cells. */
const COARSE_CELLS = 80
const COARSE_REACH = 2
const GROWTHS = [-0.02, -0.01, 0, 0.01, 0.02]
/** Of the coarse search's places, those from which the finer one sets out. */
const STARTS = 4
const ROUNDS = 8
/** In cells: where a round changes less, the next would change nothing. */
const SETTLED = 0.002
/** Where nothing is to be seen, a motion stays at nothing; where there is anything, this is little beside it. */
const REST = 1e-5

/** Good to a cell or so, whatever the motion. */
export function searchMotion(pair: Pair, middle: { middleX: number; middleY: number }): Motion {
  const [coarsest, finer = coarsest] = levelsOf(pair)
  const step = coarsest.sent.cell
  const starts: { motion: Motion; likeness: number }[] = []
  for (const growth of GROWTHS) {
    for (let x = -COARSE_REACH; x <= COARSE_REACH; x += 1) {
      for (let y = -COARSE_REACH; y <= COARSE_REACH; y += 1) {
        const motion = { x: x * step, y: y * step, growth, ...middle }
        starts.push({ motion, likeness: likeness(coarsest, motion) })
      }
    }
  }
  const byLikeness = (one: { likeness: number }, other: { likeness: number }) => other.likeness - one.likeness
  const [best] = starts
    .sort(byLikeness)
    .slice(0, STARTS)
    .map(({ motion }) => refine(finer, refine(coarsest, motion)))
    .map((motion) => ({ motion, likeness: likeness(finer, motion) }))
    .sort(byLikeness)
  return best?.motion ?? { x: 0, y: 0, growth: 0, ...middle }
}

/** @param start from `searchMotion` */
export function refineMotion(pair: Pair, start: Motion): Motion {
  return levelsOf(pair).reduce((motion, level) => refine(level, motion), start)
}

/** From coarse to fine. */
function levelsOf(pair: Pair): [Pair, ...Pair[]] {
  const { width, height } = pair.sent
  if (Math.max(width, height) <= COARSE_CELLS) return [pair]
  const half = {
    sent: halve(pair.sent),
    came: halve(pair.came),
    trust: halve(pair.trust),
    margin: pair.margin / 2,
  }
  return [...levelsOf(half), pair]
}

function halve({ width, height, cell, data }: Plane): Plane {
  const half = { width: width >> 1, height: height >> 1, cell: cell * 2 }
  const into = new Float32Array(half.width * half.height)
  for (let y = 0, to = 0; y < half.height; y += 1) {
    for (let x = 0, at = y * 2 * width; x < half.width; x += 1, at += 2, to += 1) {
      const above = (data[at] as number) + (data[at + 1] as number)
      into[to] = (above + (data[at + width] as number) + (data[at + width + 1] as number)) / 4
    }
  }
  return { ...half, data: into }
}

/** What came, moved back onto the cells of what was sent; NaN where it does not reach. */
export function moveOnto(
  { sent: { width, height, cell }, came, margin }: Pair,
  motion: Motion,
): Float32Array {
  const moved = new Float32Array(width * height)
  const place = (index: number, length: number, shift: number) =>
    length / 2 + (1 + motion.growth) * (index + 0.5 - length / 2) + shift / cell - 0.5 + margin
  const columns = Float64Array.from({ length: width }, (_, column) => place(column, width, motion.x))
  for (let row = 0, to = 0; row < height; row += 1) {
    const y = place(row, height, motion.y)
    const top = Math.floor(y)
    const down = y - top
    for (let column = 0; column < width; column += 1, to += 1) {
      const x = columns[column] as number
      const left = Math.floor(x)
      const right = x - left
      const at = top * came.width + left
      const above = (came.data[at] as number) * (1 - right) + (came.data[at + 1] as number) * right
      const next = at + came.width
      const below = (came.data[next] as number) * (1 - right) + (came.data[next + 1] as number) * right
      moved[to] = above * (1 - down) + below * down
    }
  }
  return moved
}

/** -1 to 1: the correlation of what was sent and what came after a motion. */
function likeness(pair: Pair, motion: Motion): number {
  const came = moveOnto(pair, motion)
  let [weight, s, c, ss, sc, cc] = [1e-9, 0, 0, 0, 0, 0]
  for (let at = 0; at < came.length; at += 1) {
    const one = pair.sent.data[at] as number
    const other = came[at] as number
    if (Number.isNaN(other)) continue
    const trusted = pair.trust.data[at] as number
    weight += trusted
    s += trusted * one
    c += trusted * other
    ss += trusted * one * one
    sc += trusted * one * other
    cc += trusted * other * other
  }
  return (
    (sc - (s * c) / weight) / Math.sqrt((ss - (s * s) / weight + weight) * (cc - (c * c) / weight + weight))
  )
}

function refine(pair: Pair, start: Motion): Motion {
  const { width, height, cell, data } = pair.sent
  let motion = start
  let [contrast, brightness, spread] = [0, 0, Number.POSITIVE_INFINITY]
  for (let round = 0; round < ROUNDS; round += 1) {
    const came = moveOnto(pair, motion)
    // Columns: x, y and growth in cells, contrast, brightness, and the difference that they are to explain.
    const sums = new Float64Array(36)
    const slopes = new Float64Array(6)
    let [total, weight] = [0, 1e-9]
    for (let row = 1; row < height - 1; row += 1) {
      for (let column = 1; column < width - 1; column += 1) {
        const at = row * width + column
        const cameHere = came[at] as number
        const trust = pair.trust.data[at] as number
        if (trust === 0 || Number.isNaN(cameHere)) continue
        const x = ((data[at + 1] as number) - (data[at - 1] as number)) / 2
        const y = ((data[at + width] as number) - (data[at - width] as number)) / 2
        const difference = (data[at] as number) - cameHere
        const left = difference - contrast * (cameHere - 128) - brightness
        // What half a cell would explain has not changed.
        const trusted = trust / (1 + (left * left) / (spread + (x * x + y * y) / 2)) ** 2
        total += trusted * left * left
        weight += trusted
        slopes[0] = x
        slopes[1] = y
        slopes[2] = x * (column + 0.5 - width / 2) + y * (row + 0.5 - height / 2)
        slopes[3] = cameHere - 128
        slopes[4] = 1
        slopes[5] = difference
        for (let one = 0; one < 5; one += 1) {
          const weighted = trusted * (slopes[one] as number)
          for (let other = one; other < 6; other += 1) {
            sums[one * 6 + other] = (sums[one * 6 + other] as number) + weighted * (slopes[other] as number)
          }
        }
      }
    }
    spread = 4 + (9 * total) / weight
    const { x, y, growth } = motion
    const rest = REST * weight
    const change = solve(sums, [
      [rest, -x / cell],
      [rest, -y / cell],
      [rest * width * width, -growth],
      [rest, 0],
      [rest, 0],
    ])
    const [right = 0, down = 0, grown = 0] = change
    motion = { ...motion, x: x + right * cell, y: y + down * cell, growth: growth + grown }
    contrast = change[3] ?? 0
    brightness = change[4] ?? 0
    if (round > 1 && Math.abs(right) + Math.abs(down) + Math.abs(grown) * width < SETTLED) break
  }
  return motion
}

/**
 * Least squares from the upper half of the sums, five rows of six. What the picture leaves open stays near what was
 * expected, each with its strength.
 */
function solve(sums: Float64Array, expected: [number, number][]): number[] {
  const rows = expected.map(([strength, value], row) => {
    const cells = Array.from(
      { length: 6 },
      (_, column) => sums[Math.min(row, column) * 6 + Math.max(row, column)] ?? 0,
    )
    cells[row] = (cells[row] ?? 0) + strength
    cells[5] = (cells[5] ?? 0) + strength * value
    return cells
  })
  rows.forEach((pivot, at) => {
    for (const row of rows) {
      if (row === pivot) continue
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1)
      row.forEach((value, column) => {
        row[column] = value - factor * (pivot[column] ?? 0)
      })
    }
  })
  return rows.map((row, at) => (row[5] ?? 0) / (row[at] ?? 1))
}
