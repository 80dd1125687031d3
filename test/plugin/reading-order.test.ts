import { expect, it } from 'vitest'
import { readInOrder, type TextPiece } from '../../plugin/read/reading-order.ts'

const piece = (characters: string, x: number, y: number, height = 20): TextPiece => ({
  characters,
  x,
  y,
  height,
})

it('reads line by line, each from the left, however the layers lie', () => {
  const card = [
    piece('€ 240', 200, 104),
    piece('Oak chair', 0, 100),
    piece('New', 0, 0),
    piece('Solid oak', 0, 140),
  ]
  expect(readInOrder(card)).toBe('New, Oak chair, € 240, Solid oak')
})

it('takes a small text beside a large one as the same line', () => {
  expect(readInOrder([piece('€', 100, 60, 12), piece('240', 0, 40, 48)])).toBe('240, €')
})

it('does not run lines together that each overlap the next', () => {
  const stairs = [piece('one', 0, 0), piece('two', 10, 14), piece('three', 20, 28)]
  expect(readInOrder(stairs)).toBe('one, two, three')
  expect(readInOrder([...stairs].reverse())).toBe('one, two, three')
})

it('leaves out what is empty and joins lines within a text', () => {
  expect(readInOrder([piece('  ', 0, 0), piece('Free\nshipping', 0, 50)])).toBe('Free shipping')
  expect(readInOrder([])).toBe('')
})

it('stops at 300 units and never within a character', () => {
  expect(readInOrder([piece('a'.repeat(400), 0, 0)])).toHaveLength(300)
  const chairs = readInOrder([piece(`a${'🪑'.repeat(200)}`, 0, 0)])
  expect(chairs).toHaveLength(299)
  expect(chairs).toBe(chairs.toWellFormed())
})
