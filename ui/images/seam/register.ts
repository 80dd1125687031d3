/**
 * Finds how a picture has moved and grown: a coarse search for where it correlates best, then Gauss-Newton from coarse to
 * fine, which takes a tint along and trusts less what has changed.
 */

/** One number a cell; cells of `cell` pixels a side. */
export type Plane = { width: number; height: number; cell: number; data: Float32Array }

/** From a place in what was sent to the same in what came, in pixels: `middle + (1 + growth) * (place - middle) + shift`. */
export type Motion = { x: number; y: number; growth: number; middleX: number; middleY: number }

/** What is compared, each in red, green and blue. */
export type Pair = {
  /** Around the motion's middle. */
  sent: Plane[]
  /** In the same cells and `margin` more on each side; NaN where there is nothing. */
  came: Plane[]
  /** 0 to 1 for each cell of `sent`: how much it counts. */
  trust: Plane
  margin: number
}

/** Coarse enough that no motion is more than two cells. */
const COARSE_CELLS = 80
const COARSE_REACH = 2
const GROWTHS = [-0.02, -0.01, 0, 0.01, 0.02]
/** Of the coarse search's places, those from which the finer one sets out. */
const STARTS = 3
const ROUNDS = 8
/** In cells: where a round changes less, the next would change nothing. */
const SETTLED = 0.01
/** Where nothing is to be seen, a motion stays at nothing; where there is anything, this is little beside it. */
const REST = 1e-5

export function findMotion(pair: Pair, middle: { middleX: number; middleY: number }): Motion {
  const [coarsest, finer = coarsest, ...finest] = levelsOf(pair)
  const step = coarsest.trust.cell
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
  const start = best?.motion ?? { x: 0, y: 0, growth: 0, ...middle }
  return finest.reduce((motion, level) => refine(level, motion), start)
}

/** From coarse to fine. */
function levelsOf(pair: Pair): [Pair, ...Pair[]] {
  const { width, height } = pair.trust
  if (Math.max(width, height) <= COARSE_CELLS) return [pair]
  const half = {
    sent: pair.sent.map(halve),
    came: pair.came.map(halve),
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
export function moveOnto({ trust, came, margin }: Pair, motion: Motion): Float32Array[] {
  const place = (index: number, length: number, shift: number) =>
    length / 2 + (1 + motion.growth) * (index + 0.5 - length / 2) + shift / trust.cell - 0.5 + margin
  const columns = Float64Array.from({ length: trust.width }, (_, column) =>
    place(column, trust.width, motion.x),
  )
  const rows = Float64Array.from({ length: trust.height }, (_, row) => place(row, trust.height, motion.y))
  return came.map((plane) => move(plane, columns, rows))
}

function move({ width, data }: Plane, columns: Float64Array, rows: Float64Array): Float32Array {
  const moved = new Float32Array(columns.length * rows.length)
  let to = 0
  for (const y of rows) {
    const top = Math.floor(y)
    const down = y - top
    for (let column = 0; column < columns.length; column += 1, to += 1) {
      const x = columns[column] as number
      const left = Math.floor(x)
      const right = x - left
      const at = top * width + left
      const above = (data[at] as number) * (1 - right) + (data[at + 1] as number) * right
      const next = at + width
      const below = (data[next] as number) * (1 - right) + (data[next + 1] as number) * right
      moved[to] = above * (1 - down) + below * down
    }
  }
  return moved
}

/** Of 255. */
export function greyAt(colours: Float32Array[], at: number): number {
  const [red, green, blue] = colours as [Float32Array, Float32Array, Float32Array]
  return 0.3 * (red[at] as number) + 0.59 * (green[at] as number) + 0.11 * (blue[at] as number)
}

/** -1 to 1: the correlation of what was sent and what came after a motion. */
function likeness(pair: Pair, motion: Motion): number {
  const came = moveOnto(pair, motion)
  let [weight, s, c, ss, sc, cc] = [1e-9, 0, 0, 0, 0, 0]
  const sent = pair.sent.map(({ data }) => data)
  for (let at = 0; at < pair.trust.data.length; at += 1) {
    const one = greyAt(sent, at)
    const other = greyAt(came, at)
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

/** In one channel: the motion in x, in y and in size, in cells, and the channel's factor, less one, and brightness. */
const UNKNOWNS = 5
/** Light differs by a factor rather than by an amount. */
const BRIGHTNESS_REST = 1e-3

function refine(pair: Pair, start: Motion): Motion {
  const { width, height, cell, data: trust } = pair.trust
  let motion = start
  let change: number[] = []
  let spread = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round += 1) {
    const came = moveOnto(pair, motion)
    // Of each unknown its effect, and at the end the difference that they are to explain.
    const effects = new Float64Array(UNKNOWNS + 1)
    const all = Array.from({ length: 9 }, () => new Array<number>(10).fill(0))
    let [total, weight] = [0, 1e-9]
    pair.sent.forEach(({ data }, channel) => {
      const moved = came[channel] as Float32Array
      const own = 3 + 2 * channel
      const [factor = 0, brightness = 0] = change.slice(own, own + 2)
      const sums = new Float64Array(UNKNOWNS * (UNKNOWNS + 1))
      for (let row = 1; row < height - 1; row += 1) {
        for (let column = 1; column < width - 1; column += 1) {
          const at = row * width + column
          const here = moved[at] as number
          if (trust[at] === 0 || Number.isNaN(here)) continue
          const x = ((data[at + 1] as number) - (data[at - 1] as number)) / 2
          const y = ((data[at + width] as number) - (data[at - width] as number)) / 2
          const difference = (data[at] as number) - here
          effects[0] = x
          effects[1] = y
          effects[2] = x * (column + 0.5 - width / 2) + y * (row + 0.5 - height / 2)
          effects[3] = here
          effects[4] = 1
          effects[5] = difference
          const left = difference - factor * here - brightness
          // What half a cell would explain has not changed.
          const trusted = (trust[at] as number) / (1 + (left * left) / (spread + (x * x + y * y) / 2)) ** 2
          total += trusted * left * left
          weight += trusted
          for (let one = 0; one < UNKNOWNS; one += 1) {
            const weighted = trusted * (effects[one] as number)
            for (let other = one; other <= UNKNOWNS; other += 1) {
              const sum = one * (UNKNOWNS + 1) + other
              sums[sum] = (sums[sum] as number) + weighted * (effects[other] as number)
            }
          }
        }
      }
      // The motion is the same in all channels.
      const places = [0, 1, 2, own, own + 1, 9]
      for (let one = 0; one < UNKNOWNS; one += 1) {
        for (let other = 0; other <= UNKNOWNS; other += 1) {
          const sum = sums[Math.min(one, other) * (UNKNOWNS + 1) + Math.max(one, other)] as number
          const row = all[places[one] as number] as number[]
          row[places[other] as number] = (row[places[other] as number] as number) + sum
        }
      }
    })
    spread = 4 + (9 * total) / weight
    // What the picture leaves open, a plain one does, stays near nothing.
    const { x, y, growth } = motion
    const rest = REST * weight
    const moved = [x / cell, y / cell, growth]
    all.forEach((row, at) => {
      const strength =
        at === 2 ? rest * width * width : at > 3 && at % 2 === 0 ? BRIGHTNESS_REST * weight : rest
      row[at] = (row[at] as number) + strength
      row[9] = (row[9] as number) - strength * (moved[at] ?? 0)
    })
    change = solve(all)
    const [right = 0, down = 0, grown = 0] = change
    motion = { ...motion, x: x + right * cell, y: y + down * cell, growth: growth + grown }
    if (round > 1 && Math.abs(right) + Math.abs(down) + Math.abs(grown) * width < SETTLED) break
  }
  return motion
}

/** Linear equations, each with its right side at its end. Changes them. */
function solve(rows: number[][]): number[] {
  rows.forEach((pivot, step) => {
    for (const row of rows) {
      if (row === pivot) continue
      const factor = (row[step] as number) / (pivot[step] as number)
      row.forEach((value, column) => {
        row[column] = value - factor * (pivot[column] as number)
      })
    }
  })
  return rows.map((row, step) => (row[rows.length] as number) / (row[step] as number))
}
