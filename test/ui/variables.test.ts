import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finishPrompts, planTargets, priceOf, reasonsAgainst } from '../../ui/plan.ts'
import { finishPrompt, hasVariables } from '../../ui/prompt/variables.ts'
import { EMPTY_DRAFT } from '../../ui/state/draft.ts'
import { makeNode } from './make.ts'

const facts = { name: 'Card / Mug', text: 'Stoneware mug', number: 2 }

describe('variables in a prompt', () => {
  it.each([
    ['A {name} with “{text}”, no. {number}', 'A Card / Mug with “Stoneware mug”, no. 2'],
    ['{red|green|blue} mug', 'green mug'],
    ['{ name } and {  warm | cold }', 'Card / Mug and cold'],
    ['{unknown}, {}, {{name}} and { a: 1 }', '{unknown}, {}, {Card / Mug} and { a: 1 }'],
    ['{a|}', ''],
  ])('“%s” becomes “%s”', (prompt, expected) => {
    expect(finishPrompt(prompt, facts)).toBe(expected)
  })

  it('stay as written where there is no layer to take them from', () => {
    expect(finishPrompt('{name} {number}', { name: null, text: null, number: 1 })).toBe('{name} 1')
  })

  it('put in text as it is, braces and dollars included', () => {
    expect(finishPrompt('{name}', { ...facts, name: '{text} $& $1' })).toBe('{text} $& $1')
  })

  it('take alternatives in turn, each as often as the others', () => {
    const choices = ['a', 'b', 'c']
    const taken = [1, 2, 3, 4, 5, 6].map((number) => finishPrompt('{a|b|c}', { ...facts, number }))
    expect(taken).toEqual([...choices, ...choices])
  })

  it('are all there is to change a prompt', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(100), (prompt, number) => {
        if (!hasVariables(prompt)) expect(finishPrompt(prompt, { ...facts, number: number + 1 })).toBe(prompt)
      }),
    )
  })
})

describe('the finished prompts of a press', () => {
  const nodes = [makeNode({ id: '1', name: 'Mug' }), makeNode({ id: '2', name: 'Lamp' })]

  it('are one for each target, in order', () => {
    const draft = { ...EMPTY_DRAFT, prompt: '{number}: {name}, {warm|cold}' }
    expect(finishPrompts(draft, planTargets(draft, nodes))).toEqual(['1: Mug, warm', '2: Lamp, cold'])
  })

  it('are refused when one is too long or empty', () => {
    const reasons = (prompt: string, text: string) => {
      const draft = { ...EMPTY_DRAFT, prompt }
      const plan = planTargets(draft, [makeNode({ text }), ...nodes])
      return reasonsAgainst(draft, plan, priceOf(3, null), {
        isOpening: false,
        isOnline: true,
        isReadOnly: false,
      })
    }
    expect(reasons(`${'x'.repeat(4990)}{text}`, 'y'.repeat(13))).toEqual([
      'Shorten the prompt by 3 characters.',
    ])
    expect(reasons('{text}', 'words')).toEqual([
      'The prompt of one layer comes out empty. Write more than its variables.',
    ])
  })
})
