/** The text of a frame as a person reads it: line by line, each from the left. */

/** A text layer's words and where they stand, in canvas units. */
export type TextPiece = { characters: string; x: number; y: number; height: number }

const MAX_LENGTH = 300

/** Pieces on about the same height count as one line. At most 300 UTF-16 units, and never half a character. */
export function readInOrder(pieces: readonly TextPiece[]): string {
  const lines: TextPiece[][] = []
  let bottom = Number.NEGATIVE_INFINITY
  for (const piece of [...pieces].sort((a, b) => middleOf(a) - middleOf(b))) {
    const line = lines[lines.length - 1]
    if (line !== undefined && middleOf(piece) < bottom) line.push(piece)
    else {
      lines.push([piece])
      bottom = piece.y + piece.height
    }
  }
  return lines
    .flatMap((line) => line.sort((a, b) => a.x - b.x))
    .map(({ characters }) => characters.replace(/\s+/g, ' ').trim())
    .filter((words) => words !== '')
    .join(', ')
    .slice(0, MAX_LENGTH)
    .replace(/[\ud800-\udbff]$/, '')
}

function middleOf({ y, height }: TextPiece): number {
  return y + height / 2
}
