import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findHints, nextSlot } from '../../../ui/prompt/hints.ts'
import { stepThrough, withRecent } from '../../../ui/prompt/recents.ts'
import { EDIT_TEMPLATES, TEMPLATES } from '../../../ui/prompt/templates.ts'

const hint = (prompt: string, references = 0) => findHints(prompt, references)[0] ?? null

describe('what is not wanted', () => {
  it.each([
    ['an empty street with no people, at dawn', 'an empty street, an empty, deserted scene, at dawn'],
    ['a mug without any text', 'a mug, plain, unlettered surfaces'],
    ['a mug, no shadows', 'a mug, even, shadowless light'],
    ['a mug without steam', 'a mug'],
    ['a mug without a logo', 'a mug, an unbranded surface'],
    ['No people, a mug', 'an empty, deserted scene, a mug'],
    ['a mug, no steam, on linen', 'a mug, on linen'],
  ])('in “%s” is replaced by what is there instead', (prompt, expected) => {
    expect(hint(prompt)?.fix?.prompt).toBe(expected)
  })

  it.each(['no longer new', 'no one there', 'a note', 'Northern light', 'a knot'])(
    'is not seen in “%s”',
    (prompt) => {
      expect(hint(prompt)).toBeNull()
    },
  )
})

describe('exact words', () => {
  it.each([
    ['a sign that says Open today, at night', 'a sign that says "Open today", at night'],
    ['a poster titled Summer Sale', 'a poster titled "Summer Sale"'],
    ['a mug with the words: hello world', 'a mug with the words "hello world"'],
  ])('in “%s” are put in quotes', (prompt, expected) => {
    expect(hint(prompt)?.fix?.prompt).toBe(expected)
  })

  it.each([
    'a sign that says "Open"',
    'a sign saying “Open”',
    'it says {text}',
    'a child reading in bed',
    'the text is bold',
  ])('are none in “%s”', (prompt) => {
    expect(hint(prompt)).toBeNull()
  })
})

describe('a colour code', () => {
  it.each([
    ['a mug, #FF8800', 'a mug, background in color #FF8800'],
    ['a mug. Use the colors #ff8800 and #0088ff.', 'a mug. background in color #ff8800 and #0088ff.'],
  ])('without an object in “%s” is pointed out', (prompt, expected) => {
    expect(hint(prompt)?.fix?.prompt).toBe(expected)
  })

  it.each([
    'a mug in color #FF8800',
    'the wall is #112233',
    'item #12345',
    'brand orange #FF8800 on the lid',
  ])('with one in “%s” is left alone', (prompt) => {
    expect(hint(prompt)).toBeNull()
  })
})

describe('an edit', () => {
  it('that does not say what stays gets the sentence that does', () => {
    const found = hint('Change the mug of image 1 to blue', 1)
    expect(found?.fix?.prompt).toBe(
      'Change the mug of image 1 to blue. Keep everything else exactly as in image 1.',
    )
    expect(hint(found?.fix?.prompt ?? '', 1)).toBeNull()
  })

  it.each([
    ['Replace the sky of image 1, keep the rest', 1],
    ['A mug like image 1', 1],
    ['Change of seasons', 0],
  ])('is not meant by “%s” with %i references', (prompt, references) => {
    expect(hint(prompt, references)).toBeNull()
  })
})

describe('with the layer’s own picture to fill it', () => {
  const edit = (prompt: string) => findHints(prompt, 1, [], true)

  it('words that would do without it are made an edit of image 1, and then nothing is left to say', () => {
    const [found, ...others] = edit('A red bag on a table.')
    expect(others).toEqual([])
    expect(found?.fix?.prompt).toBe(
      'Change image 1: A red bag on a table. Keep everything else exactly as in image 1.',
    )
    expect(edit(found?.fix?.prompt ?? '')).toEqual([])
  })

  it.each(['{name}: image 1 on oak', 'Change the bag to red. Keep the rest of image 1.', ''])(
    '“%s” is left alone',
    (prompt) => {
      expect(edit(prompt)).toEqual([])
    },
  )

  it('an edit that does not say what stays gets the sentence that does, and no second one', () => {
    expect(edit('Remove the cable')[0]?.fix?.prompt).toBe(
      'Remove the cable. Keep everything else exactly as in image 1.',
    )
  })
})

describe('hints', () => {
  it('are silent on an empty prompt, whatever the references', () => {
    expect(findHints('', 3)).toEqual([])
  })

  it('end: taking every offered change comes to a prompt without one', () => {
    const words = fc.constantFrom(
      'a mug',
      'no people',
      'without steam',
      '#FF8800',
      ',',
      '.',
      'sign that says Open',
      'Change the lid',
      'image 1',
      'on linen',
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.nat(2), (parts, references) => {
        let prompt = parts.join(' ')
        for (let round = 0; round < 30; round += 1) {
          const offered = findHints(prompt, references).find(({ fix }) => fix !== null)
          if (offered?.fix == null) return
          expect(offered.fix.prompt).not.toBe(prompt)
          prompt = offered.fix.prompt
        }
        throw new Error(`never settles: ${prompt}`)
      }),
    )
  })
})

describe('templates', () => {
  it('say where the next slot stands, so that it can be selected with its brackets', () => {
    const prompt = 'A mug on [surface], [lighting]'
    const { start, end } = findHints(prompt, 0)[0]?.slot ?? {}
    expect(prompt.slice(start, end)).toBe('[surface]')
  })

  it.each([...TEMPLATES, ...EDIT_TEMPLATES])(
    '$name names its slots one after the other until all are written',
    ({ text }) => {
      let prompt: string = text
      const names: string[] = []
      for (let slot = nextSlot(prompt); slot !== null; slot = nextSlot(prompt)) {
        names.push(slot.name)
        prompt = `${prompt.slice(0, slot.start)}words${prompt.slice(slot.end)}`
      }
      expect(names.length).toBeGreaterThan(1)
      const isEdit = prompt.includes('image 1')
      expect(findHints(prompt, isEdit ? 1 : 0, [], isEdit)).toEqual([])
    },
  )
})

describe('recent prompts', () => {
  it('stand newest first, each once, at most twenty', () => {
    expect(withRecent(['b', 'a'], 'a')).toEqual(['a', 'b'])
    const many = Array.from({ length: 30 }, (_, index) => String(index)).reduce<string[]>(withRecent, [])
    expect(many).toHaveLength(20)
    expect(many[0]).toBe('29')
  })

  it('are stepped through up to the oldest and back to the empty field', () => {
    const recents = ['new', 'old']
    expect(stepThrough(recents, 'being written', 1)).toBe('new')
    expect(stepThrough(recents, 'new', 1)).toBe('old')
    expect(stepThrough(recents, 'old', 1)).toBeNull()
    expect(stepThrough(recents, 'old', -1)).toBe('new')
    expect(stepThrough(recents, 'new', -1)).toBe('')
    expect(stepThrough([], '', 1)).toBeNull()
  })
})

describe('brackets that are to be written', () => {
  it.each([
    ['[product] on oak', 'product'],
    ['{name}: [subject] for a shop', 'subject'],
    ['to [new look].', 'new look'],
    ['{"palette": ["#F0E0D0", "#804020"]}', null],
    ['{"tags": ["matt", "blue"], "on": [true], "sizes": [1, 2]}', null],
    ['items[first]', null],
  ])('in “%s” are %j', (prompt, name) => {
    expect(nextSlot(prompt)?.name ?? null).toBe(name)
  })
})

it('a word in braces that is no variable is said, with the nearest one, or how to make it one', () => {
  expect(findHints('{Name} on oak', 0)).toEqual([
    {
      text: '{Name} is no variable and stays as it is.',
      fix: { label: 'Use {name}', prompt: '{name} on oak' },
    },
  ])
  expect(findHints('{colour} mug on oak', 0)).toEqual([
    { text: '{colour} is no variable and stays as it is. A column of that name in Rows makes it one.' },
  ])
})
