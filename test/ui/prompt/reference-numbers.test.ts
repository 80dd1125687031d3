import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Resolution, Size } from '../../../contract/model.ts'
import { megapixelsOf } from '../../../ui/prompt/megapixels.ts'
import { mentionHints } from '../../../ui/prompt/mention-hints.ts'
import {
  checkMentions,
  mentionBeingTyped,
  mentionedNumbers,
  renumberingOf,
  rewriteReferenceNumbers,
} from '../../../ui/prompt/reference-numbers.ts'
import { type Draft, EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeLook } from '../support/look-relay.ts'

describe('numbers in the prompt', () => {
  it.each([
    ['the mug of image 2 in the room of image 1', [2, 1]],
    ['Image 3, IMAGE 3 and image 12', [3, 12]],
    ['an image 2x as large, imagery 4, image2, my-image', []],
    ['image 10 is not image 1', [10, 1]],
    ['image ? was removed', [null]],
    ['(image 2).', [2]],
    ['images 2 and 3', [2, 3]],
    ['image 2, 3 and 4', [2, 3, 4]],
    ['Images 1, 2, and 3 or image #4', [1, 2, 3, 4]],
    ['images 2 & 3, image 1 + 4', [2, 3, 1, 4]],
    ['images 2-4 and images 6 to 7', [2, 3, 4, 6, 7]],
    ['the 2nd image under the first image', [2, 1]],
    ['the first and the third image, the 1st, 2nd and 4th images', [1, 3, 2, 4]],
    ['the Second reference image', [2]],
    ['image 1 and 2 combined, image 3 and 4 side by side', [1, 2, 3, 4]],
    ['image 2’s colours and image 1, in daylight', [2, 1]],
    ['the ?th image and images 1 and ?, images ?th image', [null, 1]],
    ['image 1 and 2 mugs, image 3, 4 large white plates', [1, 3]],
    ['image 1, 2.5 metres wide, 16:9, image 2 and 50% grey', [1, 2]],
    ['image 1 and 2-tone glaze, image 3 to 5 mugs', [1, 3]],
    ['the 2th image, a third mug, the firstimage, imagesque 3', []],
    ['the first imagery, at second glance an image', []],
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

  it.each([
    ['the 2nd image on the first image', 'the 1st image on the second image'],
    ['First image, SECOND image', 'Second image, FIRST image'],
    ['images 1 and 3', 'images 2 and 3'],
    ['image 1, 2 and 3', 'image 2, 1 and 3'],
    ['images 1-3', 'images 1-3'],
    ['images 2 to 3', 'images 1 and 3'],
    ['image 1 and 2 mugs', 'image 2 and 2 mugs'],
  ])('“%s” becomes “%s” when the first two are swapped', (prompt, expected) => {
    expect(rewriteReferenceNumbers(prompt, renumberingOf(['a', 'b', 'c'], ['b', 'a', 'c']))).toBe(expected)
  })

  it.each([
    ['images 1, 2 and 3', 'images 1, ? and 2'],
    ['the first and second image', 'the first and ?th image'],
    ['images 1 to 3', 'images 1, 2 and ?'],
  ])('“%s” becomes “%s” when the second is removed', (prompt, expected) => {
    expect(rewriteReferenceNumbers(prompt, renumberingOf(['a', 'b', 'c'], ['a', 'c']))).toBe(expected)
  })

  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  const reordered = ids.chain((before) =>
    fc.tuple(fc.constant(before), fc.shuffledSubarray(before, { minLength: before.length })),
  )
  const number = fc.integer({ min: 0, max: 12 })
  const suffixes: Record<number, string> = { 1: 'st', 2: 'nd', 3: 'rd' }
  const ordinals = 'first second third fourth fifth sixth seventh eighth'.split(' ')
  const ordinal = fc.oneof(
    fc.constantFrom(...ordinals, 'Third', 'FIRST'),
    number.map((n) => `${n}${suffixes[n] ?? 'th'}`),
  )
  const listed = <T>(item: fc.Arbitrary<T>) =>
    fc
      .tuple(item, fc.array(fc.tuple(fc.constantFrom(', ', ' and ', ' or ', ', and ', ' & ', ' + '), item)))
      .map(([first, more]) => first + more.map(([link, next]) => link + next).join(''))
  const mention = fc.oneof(
    fc
      .tuple(fc.constantFrom('image ', 'Image ', 'images ', 'image #'), listed(number))
      .map((parts) => parts.join('')),
    fc
      .tuple(listed(ordinal), fc.constantFrom(' image', ' images', ' reference image'))
      .map((parts) => parts.join('')),
  )
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('mugs', 'in', 'white', '2', '3.5', 'and', ',', '.', 'side by side', 'a', 'image', '?'),
    mention,
    mention,
  )
  const prompts = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))

  it('name the same references after any reordering, and nothing else changes', () => {
    fc.assert(
      fc.property(reordered, prompts, ([before, after], prompt) => {
        const rewritten = rewriteReferenceNumbers(prompt, renumberingOf(before, after))
        const named = (text: string, order: string[]) =>
          mentionedNumbers(text).map((number) => (number === null ? null : (order[number - 1] ?? number)))
        expect(named(rewritten, after)).toEqual(named(prompt, before))
        const bare = (text: string) =>
          text.replace(new RegExp(`\\d+(?:st|nd|rd|th)|${ordinals.join('|')}|\\d+`, 'gi'), '#')
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

  it('of a picture that comes before all others and goes again come back', () => {
    const isKnown = (shared: number) => (n: number) => n >= 1 && n <= shared
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 }), prompts, (shared, prompt) => {
        const on = rewriteReferenceNumbers(prompt, (n) => (isKnown(shared)(n) ? n + 1 : n))
        const off = rewriteReferenceNumbers(on, (n) => (isKnown(shared)(n - 1) ? n - 1 : n))
        // What named no reference before must not be taken for one that moved.
        const isAmbiguous = mentionedNumbers(prompt).includes(shared + 1)
        if (!isAmbiguous) expect(off).toBe(prompt)
      }),
    )
  })

  it('in a range stand for the same references after any reordering', () => {
    fc.assert(
      fc.property(
        reordered,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        ([before, after], a, b) => {
          const prompt = `images ${Math.min(a, b)}-${Math.max(a, b)}`
          const rewritten = rewriteReferenceNumbers(prompt, renumberingOf(before, after))
          const named = (text: string, order: string[]) =>
            mentionedNumbers(text)
              .map((number) => (number === null ? null : (order[number - 1] ?? number)))
              .sort()
          expect(named(rewritten, after)).toEqual(named(prompt, before))
        },
      ),
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

  it('ask for no number of what each target starts from, unless other images go along', () => {
    expect(mentionHints('on oak', 1, true)).toEqual([])
    expect(mentionHints('on oak', 2, true)).toEqual(['Images 1 and 2 are not named in the prompt.'])
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
    const of = (references: Size[], resolution: Resolution, more: Partial<Draft> = {}) => {
      const { startFrom, look } = { ...EMPTY_DRAFT, ...more }
      return megapixelsOf({ references, resolution, startFrom, look })
    }
    expect(of([one, one], '1K')).toEqual({ total: 3, limit: 9, isOver: false })
    expect(of([four, one], '2K')).toEqual({ total: 9, limit: 9, isOver: false })
    expect(of([four, four], '2K')).toMatchObject({ isOver: true })
    expect(of([four], '2K', { look: makeLook({ megapixels: 1 }) })).toMatchObject({ total: 9, isOver: false })
    expect(of([four], '2K', { look: makeLook({ megapixels: 1.5 }) })).toMatchObject({
      total: 9.5,
      isOver: true,
    })
    // What a target starts from is sent before them.
    expect(of([four], '2K', { startFrom: 'own' })).toMatchObject({ total: 9, isOver: false })
    expect(of([four, one], '2K', { startFrom: 'file' })).toMatchObject({ total: 10, isOver: true })
  })
})
