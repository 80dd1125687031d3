import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText, shorten } from '../../contract/short-text.ts'

const text = fc.array(fc.constantFrom('a', ' ', '🪑', 'é', '\ud83e', '\ude91')).map((parts) => parts.join(''))

describe('a text that is cut', () => {
  it('is never longer than it may be and holds no half of a character, wherever it is cut', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (value, maxLength) => {
        for (const short of [cutText(value, maxLength), shorten(value, maxLength)]) {
          expect(short.length).toBeLessThanOrEqual(maxLength)
          expect(short).not.toMatch(/\p{Surrogate}/u)
        }
      }),
    )
  })

  it('loses an emoji that would not fit in whole, and nothing else', () => {
    expect(cutText(`${'x'.repeat(199)}🪑`, 200)).toBe('x'.repeat(199))
    expect(cutText(`${'x'.repeat(198)}🪑`, 200)).toBe(`${'x'.repeat(198)}🪑`)
  })
})

describe('a text that is shortened', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly 10', 10, 'exactly 10'],
    ['a little longer', 10, 'a little …'],
    ['two\n\nlines  of\ttext ', 100, 'two lines of text'],
    ['', 10, ''],
  ])('makes of %j within %i: %j', (value, maxLength, expected) => {
    expect(shorten(value, maxLength)).toBe(expected)
  })
})
