import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { megapixelsOf } from '../../ui/prompt/megapixels.ts'
import { mentionHints } from '../../ui/prompt/mention-hints.ts'
import {
  checkMentions,
  mentionBeingTyped,
  mentionedNumbers,
  renumberingOf,
  rewriteReferenceNumbers,
} from '../../ui/prompt/reference-numbers.ts'

describe('numbers in the prompt', () => {
  it.each([
    ['the mug of image 2 in the room of image 1', [2, 1]],
    ['Image 3, IMAGE 3 and image 12', [3, 12]],
    ['an image 2x as large, imagery 4, image2, my-image', []],
    ['image 10 is not image 1', [10, 1]],
    ['image ? was removed', [null]],
    ['(image 2).', [2]],
  ])('in “%s” are found', (prompt, expected) => {
    expect(mentionedNumbers(prompt)).toEqual(expected)
  })

  it('are swapped at once, and the word keeps its case', () => {
    const swap = renumberingOf(['a', 'b'], ['b', 'a'])
    expect(rewriteReferenceNumbers('Image 1 on image 2', swap)).toBe('Image 2 on image 1')
  })

  it('follow when a reference is removed, and the removed one is left to be seen', () => {
    const removed = renumberingOf(['a', 'b', 'c'], ['a', 'c'])
    expect(rewriteReferenceNumbers('image 1, image 2, image 3', removed)).toBe('image 1, image ?, image 2')
  })

  it('that never had a reference stay', () => {
    expect(rewriteReferenceNumbers('image 7', renumberingOf(['a', 'b'], ['b', 'a']))).toBe('image 7')
  })

  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  const reordered = ids.chain((before) =>
    fc.tuple(fc.constant(before), fc.shuffledSubarray(before, { minLength: before.length })),
  )
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.integer({ min: 0, max: 12 }).map((number) => `image ${number}`),
  )
  const prompts = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))

  it('name the same references after any reordering, and nothing else changes', () => {
    fc.assert(
      fc.property(reordered, prompts, ([before, after], prompt) => {
        const rewritten = rewriteReferenceNumbers(prompt, renumberingOf(before, after))
        const named = (text: string, order: string[]) =>
          mentionedNumbers(text).map((number) => (number === null ? null : (order[number - 1] ?? number)))
        expect(named(rewritten, after)).toEqual(named(prompt, before))
        const bare = (text: string) => text.replace(/\d+/g, '#')
        expect(bare(rewritten)).toBe(bare(prompt))
      }),
    )
  })

  it('come back when the order comes back', () => {
    fc.assert(
      fc.property(reordered, prompts, ([before, after], prompt) => {
        const there = rewriteReferenceNumbers(prompt, renumberingOf(before, after))
        expect(rewriteReferenceNumbers(there, renumberingOf(after, before))).toBe(prompt)
      }),
    )
  })
})

describe('hints about references', () => {
  it('name what is missing, what was removed and what is unused', () => {
    expect(mentionHints('image 1 and image 4, image 5, image ?', 3)).toEqual([
      'Images 4 and 5 have no reference. Add them, or change the prompt.',
      '“image ?” stood for a reference that was removed.',
      'Images 2 and 3 are not named in the prompt.',
    ])
    expect(mentionHints('a mug like image 2', 1)).toEqual([
      'Image 2 has no reference. Add it, or change the prompt.',
      'Image 1 is not named in the prompt.',
    ])
  })

  it('are silent when all is named, and while nothing is written', () => {
    expect(mentionHints('image 1 on image 2', 2)).toEqual([])
    expect(mentionHints('', 2)).toEqual([])
    expect(mentionHints('a mug', 0)).toEqual([])
  })

  it('split the numbers without rest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 })),
        fc.integer({ min: 0, max: 8 }),
        (numbers, count) => {
          const prompt = numbers.map((number) => `image ${number}`).join(', ')
          const { missing, unused } = checkMentions(prompt, count)
          expect(missing.every((number) => number === null || number < 1 || number > count)).toBe(true)
          expect(unused.every((number) => !numbers.includes(number))).toBe(true)
        },
      ),
    )
  })
})

describe('the @ being typed', () => {
  it.each([
    ['@', 1, { start: 0, query: '' }],
    ['the @Mu', 7, { start: 4, query: 'mu' }],
    ['(@2', 3, { start: 1, query: '2' }],
    ['me@home', 7, null],
    ['@mug is', 7, null],
    ['@mug is', 4, { start: 0, query: 'mug' }],
    ['nothing', 7, null],
  ] as const)('in “%s” with the cursor at %i', (prompt, cursor, expected) => {
    expect(mentionBeingTyped(prompt, cursor)).toEqual(expected)
  })
})

describe('the megapixel meter', () => {
  it('adds references and output, and says when the model’s nine are passed', () => {
    const one = { width: 1000, height: 1000 }
    const four = { width: 2000, height: 2000 }
    expect(megapixelsOf([one, one], '1K')).toEqual({ total: 3, limit: 9, isOver: false })
    expect(megapixelsOf([four, one], '2K')).toEqual({ total: 9, limit: 9, isOver: false })
    expect(megapixelsOf([four, four], '2K')).toMatchObject({ isOver: true })
  })
})
