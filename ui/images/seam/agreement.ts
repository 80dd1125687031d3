import { greyAt, type Motion, moveOnto, type Pair } from './register.ts'
import type { Raster } from './resample.ts'

/** Cells a side of what is judged as one. */
export const BLOCK = 16
/** Squared steps from cell to cell, of 255: what is above is drawn, what is below may be grain. */
const DRAWN = 16
/** Of slopes in one block: those of the same picture, drawn anew, correlate above, those of two pictures below. */
const SAME_SLOPES = 0.5
/** Fewer blocks say nothing. */
const ENOUGH = 3

/**
 * 0 to 1: of the blocks that are drawn on and of those that are plain, the share that is the same in both, whichever is
 * less. So neither a white ground that two pages share makes them one, nor a plain colour that has become another.
 *
 * @param sent a pixel a block, as `came`, which has been moved back
 */
export function measureAgreement(pair: Pair, motion: Motion, sent: Raster, came: Raster): number {
  const { width, height } = pair.trust
  const data = pair.sent.map((plane) => plane.data)
  const moved = moveOnto(pair, motion)
  const plain = { same: 0, all: 0 }
  const drawn = { same: 0, all: 0 }
  for (let block = 0; block < sent.width * sent.height; block += 1) {
    const left = (block % sent.width) * BLOCK
    const top = ((block / sent.width) | 0) * BLOCK
    let [cells, sentSlopes, cameSlopes, both] = [0, 0, 0, 0]
    for (let row = Math.max(1, top); row < Math.min(height - 1, top + BLOCK); row += 1) {
      for (let column = Math.max(1, left); column < Math.min(width - 1, left + BLOCK); column += 1) {
        const at = row * width + column
        if ((pair.trust.data[at] as number) < 0.99) continue
        for (const next of [1, width]) {
          const one = greyAt(data, at + next) - greyAt(data, at - next)
          const other = greyAt(moved, at + next) - greyAt(moved, at - next)
          if (Number.isNaN(other)) continue
          cells += 1
          sentSlopes += one * one
          cameSlopes += other * other
          both += one * other
        }
      }
    }
    if (cells < BLOCK * BLOCK) continue
    const [isDrawn, hasCameDrawn] = [sentSlopes, cameSlopes].map((slopes) => slopes > cells * 2 * DRAWN)
    const kind = isDrawn ? drawn : plain
    kind.all += 1
    const isSame = isDrawn
      ? both > SAME_SLOPES * Math.sqrt(sentSlopes * cameSlopes)
      : !hasCameDrawn && hasSameColour(sent.data, came.data, block * 4)
    if (isSame) kind.same += 1
  }
  const shares = [plain, drawn].filter(({ all }) => all >= ENOUGH).map(({ same, all }) => same / all)
  return shares.length === 0 ? 0 : Math.min(...shares)
}

/** A tint of an eighth is still the same colour. */
function hasSameColour(sent: ArrayLike<number>, came: ArrayLike<number>, at: number): boolean {
  return [at, at + 1, at + 2].every((channel) => {
    const [one, other] = [sent[channel] as number, came[channel] as number]
    return Math.abs(one - other) <= 10 + Math.max(one, other) / 8
  })
}
