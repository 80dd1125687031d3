/** The order in which a person reads what lies on a canvas: line by line, each from the left. */

/** A text layer's words and where they stand, in canvas units. */
export type TextPiece = { characters: string; x: number; y: number; height: number }

const MAX_LENGTH = 300

/** At most 300 UTF-16 units, and never half a character. */
export function readInOrder(pieces: readonly TextPiece[]): string {
  return sortAsRead(pieces)
    .map(({ characters }) => characters.replace(/\s+/g, ' ').trim())
    .filter((words) => words !== '')
    .join(', ')
    .slice(0, MAX_LENGTH)
    .replace(/[\ud800-\udbff]$/, '')
}

/** What stands on about the same height counts as one line. */
export function sortAsRead<T extends { x: number; y: number; height: number }>(items: readonly T[]): T[] {
  const lines: T[][] = []
  let bottom = Number.NEGATIVE_INFINITY
  for (const item of [...items].sort((a, b) => middleOf(a) - middleOf(b))) {
    const line = lines[lines.length - 1]
    if (line !== undefined && middleOf(item) < bottom) line.push(item)
    else {
      lines.push([item])
      bottom = item.y + item.height
    }
  }
  return lines.flatMap((line) => line.sort((a, b) => a.x - b.x))
}

function middleOf({ y, height }: { y: number; height: number }): number {
  return y + height / 2
}
