/** The order in which a person reads a page: row by row, each from the left. Pure. */

/** In canvas units. */
export type Placed = { x: number; y: number; width: number; height: number }

type Item<T> = { item: T; place: Placed }

/**
 * What overlaps the first of a row by half of the lower one's height belongs to that row, whether the row is aligned at
 * the top, in the middle or at the bottom.
 */
export function inReadingOrder<T>(items: readonly T[], placeOf: (item: T) => Placed): T[] {
  const rows: [Item<T>, ...Item<T>[]][] = []
  // Of thousands, asking for the places once is most of the time.
  const placed = items.map((item) => ({ item, place: placeOf(item) }))
  for (const next of placed.sort((a, b) => a.place.y - b.place.y)) {
    const row = rows[rows.length - 1]
    if (row && areInOneRow(row[0].place, next.place)) row.push(next)
    else rows.push([next])
  }
  return rows.flatMap((row) =>
    row.sort((a, b) => a.place.x - b.place.x || a.place.y - b.place.y).map(({ item }) => item),
  )
}

function areInOneRow(a: Placed, b: Placed): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return shared > 0 && shared >= Math.min(a.height, b.height) / 2
}
