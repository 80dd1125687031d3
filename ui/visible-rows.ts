/** Rows drawn above and below what is seen, so that a quick scroll finds them there. */
const OVERSCAN = 3

export type VisibleRows = {
  /** Index of the first item to draw, and of the first after the last. */
  start: number
  end: number
  /** Height of what is left out above and below, in pixels. */
  above: number
  below: number
}

/** Which of `count` items, `columns` in a row of `rowPx`, are to be drawn in a window of `viewPx` at `scrollPx`. */
export function visibleRows(
  count: number,
  columns: number,
  rowPx: number,
  viewPx: number,
  scrollPx: number,
): VisibleRows {
  const rows = Math.ceil(count / columns)
  const first = Math.min(rows, Math.max(0, Math.floor(scrollPx / rowPx) - OVERSCAN))
  const last = Math.max(first, Math.min(rows, Math.ceil((scrollPx + viewPx) / rowPx) + OVERSCAN))
  return {
    start: first * columns,
    end: Math.min(count, last * columns),
    above: first * rowPx,
    below: (rows - last) * rowPx,
  }
}
