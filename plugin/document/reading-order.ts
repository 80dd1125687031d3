/** The order in which a person reads a page: row by row, each from the left. Pure. */

/** In canvas units. */
export type Placed = { x: number; y: number; width: number; height: number }

/**
 * What overlaps the first of a row by half of the lower one's height belongs to that row, whether the row is aligned at
 * the top, in the middle or at the bottom.
 */
export function inReadingOrder<T>(items: readonly T[], placeOf: (item: T) => Placed): T[] {
  const places = new Map(items.map((item) => [item, placeOf(item)]))
  const at = (item: T) => places.get(item) as Placed
  const rows: T[][] = []
  for (const item of [...items].sort((a, b) => at(a).y - at(b).y)) {
    const row = rows[rows.length - 1]
    const first = row?.[0]
    if (row !== undefined && first !== undefined && areInOneRow(at(first), at(item))) row.push(item)
    else rows.push([item])
  }
  return rows.flatMap((row) => row.sort((a, b) => at(a).x - at(b).x || at(a).y - at(b).y))
}

function areInOneRow(a: Placed, b: Placed): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return shared > 0 && shared >= Math.min(a.height, b.height) / 2
}
