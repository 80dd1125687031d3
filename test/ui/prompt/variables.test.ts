import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceOf, reasonsAgainst } from '../../../ui/plan.ts'
import {
  columnsIn,
  finishPrompt,
  hasVariables,
  layerVariableIn,
  unknownVariableIn,
} from '../../../ui/prompt/variables.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { planTargets } from '../../../ui/targets/plan-targets.ts'
import { makeCard } from '../support/make.ts'

const NO_ROW: ReadonlyMap<string, string> = new Map()
const facts = { row: NO_ROW, name: 'Card / Mug', text: 'Stoneware mug', number: 2 }

describe('variables in a prompt', () => {
  it.each([
    ['A {name} with “{text}”, no. {number}', 'A Card / Mug with “Stoneware mug”, no. 2'],
    ['{red|green|blue} mug', 'green mug'],
    ['{ name } and {  warm | cold }', 'Card / Mug and cold'],
    ['{unknown}, {}, {{name}} and { a: 1 }', '{unknown}, {}, {Card / Mug} and { a: 1 }'],
    ['{a|}', ''],
    ["{a mug’s lid|a plate}, {cat's|dog's}", "a plate, dog's"],
    ['{name', '{name'],
    ['name} {name}', 'name} Card / Mug'],
    ['{a {name}', '{a Card / Mug'],
    ['{big {name}|small {name}}', 'small Card / Mug'],
    ['{"name"} {"a|b"} {a: b|c}', '{"name"} {"a|b"} {a: b|c}'],
    ['{red|\ngreen}', '{red|\ngreen}'],
    ['{“red|green”}', '{“red|green”}'],
    ["{'red|green'}", "{'red|green'}"],
    ['{"subject": "{name}", "light": "{warm|cold}"}', '{"subject": "Card / Mug", "light": "cold"}'],
  ])('“%s” becomes “%s”', (prompt, expected) => {
    expect(finishPrompt(prompt, facts)).toBe(expected)
  })

  it('stay as written where there is no layer to take them from', () => {
    expect(finishPrompt('{name} {number}', { ...facts, name: null, text: null, number: 1 })).toBe('{name} 1')
  })

  it('put in text as it is, braces and dollars included', () => {
    expect(finishPrompt('{name}', { ...facts, name: '{text} $& $1' })).toBe('{text} $& $1')
  })

  it('take alternatives in turn, each as often as the others', () => {
    const choices = ['a', 'b', 'c']
    const taken = [1, 2, 3, 4, 5, 6].map((number) => finishPrompt('{a|b|c}', { ...facts, number }))
    expect(taken).toEqual([...choices, ...choices])
  })

  it('nested alternatives go round one within the other', () => {
    const taken = [1, 2, 3, 4].map((number) => finishPrompt('{red|{blue|green}}', { ...facts, number }))
    expect(taken).toEqual(['red', 'blue', 'red', 'green'])
  })

  it('come from the rows first, by the names of their columns as they are written', () => {
    const row = new Map([
      ['colour', 'oak'],
      ['name', 'Jug'],
      ['Made in', 'Delft {number}'],
    ])
    const prompt = '{colour} {name} of {Made in} {Colour} {text}'
    expect(finishPrompt(prompt, { ...facts, row })).toBe('oak Jug of Delft {number} {Colour} Stoneware mug')
    expect(columnsIn(prompt, [...row.keys()])).toEqual(['colour', 'name', 'Made in'])
    expect(layerVariableIn(prompt, [...row.keys()])).toBe('{text}')
    expect(layerVariableIn('{ name }')).toBe('{ name }')
  })

  it.each([
    ['{Name} on oak', { written: '{Name}', nearest: 'name' }],
    ['{nubmer}', { written: '{nubmer}', nearest: 'number' }],
    ['{Colors}', { written: '{Colors}', nearest: 'colour' }],
    ['{size}', { written: '{size}', nearest: null }],
    ['{a: 1} {"b": 2} {name} {x|y} { } {12}', null],
  ])('an unknown one in “%s” is noticed, with the nearest name', (prompt, expected) => {
    expect(unknownVariableIn(prompt, ['colour', 'material'])).toEqual(expected)
  })

  it('leave a prompt that is written as JSON byte for byte', () => {
    const prompt = JSON.stringify(
      {
        scene: 'Studio still life | close up',
        subjects: [{ type: 'jug', pose: 'upright | spout left', tags: ['matt', 'blue|grey'] }],
        palette: ['#F0E0D0', '#804020'],
        lens: { focal: '50mm | f/4', flags: [true] },
      },
      null,
      2,
    )
    for (let number = 1; number <= 4; number += 1)
      expect(finishPrompt(prompt, { ...facts, number })).toBe(prompt)
    expect(hasVariables(prompt)).toBe(false)
  })

  it('never touch JSON, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(50), (json, number) => {
        // Unless its own texts hold braces.
        fc.pre(!/\{[^"{}]*\}/.test(json.replace(/\{\}/g, '')))
        expect(finishPrompt(json, { ...facts, number: number + 1 })).toBe(json)
      }),
    )
  })

  it('are all there is to change a prompt', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}|abname "') })),
        fc.nat(100),
        (prompt, number) => {
          if (!hasVariables(prompt))
            expect(finishPrompt(prompt, { ...facts, number: number + 1 })).toBe(prompt)
        },
      ),
    )
  })
})

describe('the finished prompts of a press', () => {
  const cards = [makeCard({ id: '1', name: 'Mug' }), makeCard({ id: '2', name: 'Lamp' })]

  it('are one for each target, in order', () => {
    const draft = { ...EMPTY_DRAFT, prompt: '{number}: {name}, {warm|cold}' }
    const { targets } = planTargets(draft, { nodes: [], cards })
    expect(targets.map(({ prompt }) => prompt)).toEqual(['1: Mug, warm', '2: Lamp, cold'])
  })

  it('are refused when one is too long or empty', () => {
    const reasons = (prompt: string, words: string) => {
      const draft = { ...EMPTY_DRAFT, prompt }
      const lines = words === '' ? [] : [{ words, isOnButton: false }]
      const plan = planTargets(draft, { nodes: [], cards: [makeCard({ lines }), ...cards] })
      return reasonsAgainst(draft, plan, priceOf(3, null), {
        isOpening: false,
        isOnline: true,
        isReadOnly: false,
        isReading: false,
      })
    }
    expect(reasons(`${'x'.repeat(4990)}{text}`, 'y'.repeat(13))).toEqual([
      'Shorten the prompt, filled in for a layer, by 3 characters.',
    ])
    expect(reasons('{text}', 'words')).toEqual([
      'The prompt of one layer comes out empty. Write more than its variables.',
    ])
  })
})
