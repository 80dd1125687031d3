/** One measured figure of the panel beside its baseline, as a row of a table. */
import { median, verdict } from '../support/tables.ts'

export const HEAD = ['what', 'baseline p50', 'p50', 'worst', 'p50 to baseline', 'aim', 'reached?']

export type Figure = {
  what: string
  /** Milliseconds, of as many runs as there were. */
  baseline: number[]
  taken: number[]
  /** Milliseconds that the worst run may take; null where the baseline says all there is to say. */
  aimMs: number | null
}

export function row({ what, baseline, taken, aimMs }: Figure): string[] {
  const worst = Math.max(...taken)
  return [
    what,
    inMs(median(baseline)),
    inMs(median(taken)),
    inMs(worst),
    `${(median(taken) / median(baseline)).toFixed(1)} ×`,
    ...(aimMs === null ? ['', ''] : [`${aimMs} ms`, judge(worst, median(taken), aimMs)]),
  ]
}

/** The machine's own hiccups are in the worst run; the median is what the panel takes. */
function judge(worst: number, middle: number, aimMs: number): string {
  return worst <= aimMs ? verdict(true) : middle <= aimMs ? 'at p50, not at worst' : verdict(false)
}

export function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
