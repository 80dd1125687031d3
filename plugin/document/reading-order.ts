/** The order in which a person reads a page: row by row, each from the left. Pure. */

/** In canvas units. */
export type Placed = { x: number; y: number; width: number; height: number }

/**
 * What overlaps the first of a row by half of the lower one's height belongs to that row, whether the row is aligned at
 * the top, in the middle or at the bottom.
 */
export function inReadingOrder<T>(items: readonly T[], placeOf: (item: T) => Placed): T[] {
  const rows: [T, ...T[]][] = []
  for (const item of [...items].sort((a, b) => placeOf(a).y - placeOf(b).y)) {
    const row = rows[rows.length - 1]
    if (row && areInOneRow(placeOf(row[0]), placeOf(item))) row.push(item)
    else rows.push([item])
  }
  return rows.flatMap((row) => row.sort((a, b) => placeOf(a).x - placeOf(b).x || placeOf(a).y - placeOf(b).y))
}

function areInOneRow(a: Placed, b: Placed): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return shared > 0 && shared >= Math.min(a.height, b.height) / 2
}
