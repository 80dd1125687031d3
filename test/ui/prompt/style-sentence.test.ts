import { describe, expect, it } from 'vitest'
import { mentionedNumbers } from '../../../ui/prompt/reference-numbers.ts'
import { withStyleSentence } from '../../../ui/prompt/style-sentence.ts'

describe('the sentence that gives a style reference its job', () => {
  it.each([
    [
      'A mug on a plinth',
      2,
      'A mug on a plinth. Image 2 gives light, camera and backdrop only; the product is that of image 1.',
    ],
    ['A mug!', 1, 'A mug! Image 1 gives light, camera and backdrop only; the product is the one described.'],
    ['', 2, 'Image 2 gives light, camera and backdrop only; the product is that of image 1.'],
  ])('after “%s”, for image %i', (prompt, number, expected) => {
    expect(withStyleSentence(prompt, number)).toBe(expected)
  })

  it('is there once, however many results are liked', () => {
    const once = withStyleSentence('A mug', 2)
    expect(withStyleSentence(once, 2)).toBe(once)
  })

  it('names references in the way that is rewritten when they move', () => {
    expect(mentionedNumbers(withStyleSentence('A mug', 2))).toEqual([2, 1])
  })
})
