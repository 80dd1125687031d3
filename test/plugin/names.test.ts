import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameOfImage, nameOfPlaceholder, shorten } from '../../plugin/document/names.ts'

describe('shorten', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly 10', 10, 'exactly 10'],
    ['a little longer', 10, 'a little …'],
    ['two\n\nlines  of\ttext ', 100, 'two lines of text'],
    ['', 10, ''],
  ])('makes of %j within %i: %j', (text, maxLength, expected) => {
    expect(shorten(text, maxLength)).toBe(expected)
  })

  it('never gives more than it may and never half a character', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '🪑', 'é')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (value, maxLength) => {
        const short = shorten(value, maxLength)
        expect(short.length).toBeLessThanOrEqual(maxLength)
        expect(short).toBe(short.toWellFormed())
      }),
    )
  })
})

it('names a placeholder and its image by the beginning of the prompt', () => {
  const prompt =
    'An oak chair in a sunlit room with a linen curtain and a view of the sea, photographed at dusk'
  expect(nameOfPlaceholder(prompt)).toBe('Generating: An oak chair in a sunlit room with a li…')
  expect(nameOfImage(prompt)).toBe('An oak chair in a sunlit room with a linen curtain and a vi…')
})
