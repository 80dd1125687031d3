import { expect, it } from 'vitest'
import { inReadingOrder } from '../../../plugin/document/reading-order.ts'

type Piece = { name: string; x: number; y: number; width: number; height: number }

const piece = (name: string, x: number, y: number, height = 20): Piece => ({ name, x, y, width: 40, height })
const read = (...pieces: Piece[]) => inReadingOrder(pieces, (place) => place).map(({ name }) => name)

it('reads row by row, each from the left, however the layers lie', () => {
  const card = [
    piece('€ 240', 200, 104),
    piece('Oak chair', 0, 100),
    piece('New', 0, 0),
    piece('Solid oak', 0, 140),
  ]
  expect(read(...card)).toEqual(['New', 'Oak chair', '€ 240', 'Solid oak'])
})

it.each([
  ['the top', 0, 0],
  ['the middle', 0, 100],
  ['the bottom', 0, 200],
])('takes cards of different heights that are aligned at %s as one row', (_, tall, short) => {
  expect(read(piece('short', 100, short, 100), piece('tall', 0, tall, 300))).toEqual(['tall', 'short'])
})

it('takes a small text beside a large one as the same row', () => {
  expect(read(piece('€', 100, 60, 12), piece('240', 0, 40, 48))).toEqual(['240', '€'])
})

it('does not run rows together that each overlap the next', () => {
  const stairs = [piece('one', 0, 0), piece('two', 10, 14), piece('three', 20, 28)]
  expect(read(...stairs)).toEqual(['one', 'two', 'three'])
  expect(read(...[...stairs].reverse())).toEqual(['one', 'two', 'three'])
})
