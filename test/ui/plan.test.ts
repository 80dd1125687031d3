import { describe, expect, it } from 'vitest'
import {
  chooseTarget,
  creditsLeft,
  generateLabel,
  plannedRatios,
  planTargets,
  priceLine,
  priceOf,
  reasonsAgainst,
  resolveAspectRatio,
} from '../../ui/plan.ts'
import { EMPTY_DRAFT } from '../../ui/state/draft.ts'
import { targetLine } from '../../ui/target-line.ts'
import { makeMe, makeNode, makeReference } from './make.ts'

const draft = { ...EMPTY_DRAFT, prompt: 'a mug' }
const mug = makeNode()
const hero = makeNode({ id: '1:3', name: 'Hero', width: 1600, height: 900 })
const line = makeNode({ id: '1:4', name: 'Line', fillObstacle: 'no-fills' })
const slot = { id: '1:9', name: 'image', width: 100, height: 100 }
const fine = { isOpening: false, isOnline: true, isReadOnly: false }

describe('where the result goes', () => {
  it.each([
    ['nothing is selected', [], 'new-image'],
    ['a layer that can be filled is selected', [line, mug], 'fill'],
    ['only layers that can’t be filled are selected', [line], 'new-image'],
  ] as const)('before a choice, when %s', (_, selection, expected) => {
    expect(chooseTarget(null, selection)).toBe(expected)
  })

  it('is what the person chose, whatever is selected', () => {
    expect(chooseTarget('new-image', [mug])).toBe('new-image')
    expect(chooseTarget('fill', [])).toBe('fill')
  })

  it('is each selected layer, and those left out are named with the reason', () => {
    const plan = planTargets(draft, [mug, line, hero])
    expect(plan.targets.map(({ target }) => target)).toEqual([
      { kind: 'fill', nodeId: '1:2' },
      { kind: 'fill', nodeId: '1:3' },
    ])
    expect(plan.skipped).toEqual([{ name: 'Line', reason: 'this kind of layer has no fill' }])
  })

  it('is the image layer inside, at its own size, unless that is turned off', () => {
    const card = makeNode({ slot })
    const [inside] = planTargets(draft, [card]).targets
    expect(inside).toMatchObject({
      target: { kind: 'fill', nodeId: '1:9' },
      name: 'Card / Mug › image',
      size: { width: 100, height: 100 },
    })
    const [whole] = planTargets({ ...draft, fillsSlots: false }, [card]).targets
    expect(whole).toMatchObject({ target: { nodeId: '1:2' }, size: { width: 300, height: 400 } })
  })

  it('is beside each layer, those that can’t be filled included', () => {
    const plan = planTargets({ ...draft, targetChoice: 'beside' }, [mug, line])
    expect(plan.targets.map(({ target }) => target)).toEqual([
      { kind: 'beside', nodeId: '1:2' },
      { kind: 'beside', nodeId: '1:4' },
    ])
  })
})

describe('the aspect ratio “Auto”', () => {
  it('follows each target', () => {
    expect(plannedRatios(draft, planTargets(draft, [mug, hero, mug]))).toEqual(['3:4', '16:9'])
  })

  it('follows the first reference for a new image, and is square without one', () => {
    const wide = makeReference({ width: 1600, height: 900 })
    expect(resolveAspectRatio({ ...draft, references: [wide] }, null)).toBe('16:9')
    expect(resolveAspectRatio(draft, null)).toBe('1:1')
  })

  it('gives way to a choice', () => {
    expect(resolveAspectRatio({ ...draft, aspectRatio: '2:3' }, { width: 100, height: 100 })).toBe('2:3')
  })
})

describe('money', () => {
  it.each([
    ['nothing is known', null, null],
    ['only the balance is', makeMe({ balance: 240 }), 240],
    ['Rivya can’t be asked', makeMe({ balance: null }), null],
    ['the day’s limit is nearer', makeMe({ daily_limit: 100, used_today: 70 }), 30],
    ['the balance is nearer', makeMe({ balance: 10, daily_limit: 100 }), 10],
    ['the limit was lowered below what is used', makeMe({ daily_limit: 10, used_today: 70 }), 0],
    ['only the day’s limit is known', makeMe({ balance: null, daily_limit: 100, used_today: 95 }), 5],
  ])('left when %s', (_, me, left) => {
    expect(creditsLeft(me)).toBe(left)
  })

  it('is said before the press', () => {
    expect(priceLine(priceOf(12, makeMe()))).toBe('12 images, from 60 credits, 240 left')
    expect(priceLine(priceOf(1, null))).toBe('1 image, from 5 credits')
    expect(generateLabel(1)).toBe('Generate')
    expect(generateLabel(12)).toBe('Generate 12 images')
  })

  it('follows the price the relay tells', () => {
    const me = makeMe()
    expect(priceOf(2, { ...me, model: { ...me.model, base_credits: 7 } }).credits).toBe(14)
  })
})

describe('reasons why Generate can’t be pressed', () => {
  const reasons = (
    changes: Partial<typeof draft>,
    selection = [mug],
    me = makeMe(),
    circumstances = fine,
  ) => {
    const changed = { ...draft, ...changes }
    const plan = planTargets(changed, selection)
    return reasonsAgainst(changed, plan, priceOf(plan.targets.length, me), circumstances)
  }

  it('are none when all is there', () => {
    expect(reasons({})).toEqual([])
  })

  it.each([
    ['the prompt is empty', () => reasons({ prompt: ' \n' }), 'Write a prompt.'],
    [
      'it is one character too long',
      () => reasons({ prompt: 'x'.repeat(5001) }),
      'Shorten the prompt by 1 character.',
    ],
    [
      'a variable of a layer stands in the prompt of a new image',
      () => reasons({ prompt: 'a mug like { name }', targetChoice: 'new-image' }),
      'A new image has no layer for { name }. Write it out, or choose Fill or Beside selection.',
    ],
    [
      'nothing is selected to fill',
      () => reasons({ targetChoice: 'fill' }, []),
      /^Nothing is selected\. Select the layers to fill/,
    ],
    [
      'nothing selected can be filled',
      () => reasons({ targetChoice: 'fill' }, [line]),
      /^None of the selected layers can be filled/,
    ],
    [
      'credits run short',
      () => reasons({}, [mug], makeMe({ balance: 4 })),
      'Too few credits: from 5 needed, 4 left.',
    ],
    [
      'it is offline',
      () => reasons({}, [mug], makeMe(), { ...fine, isOnline: false }),
      'This computer is offline.',
    ],
    [
      'the file is read-only',
      () => reasons({}, [mug], makeMe(), { ...fine, isReadOnly: true }),
      /can only be viewed/,
    ],
    [
      'a reference is on its way',
      () => reasons({ references: [makeReference({ pending: { key: 'p', maxPixels: 1 } })] }, [mug]),
      /still being added/,
    ],
    [
      'the plugin is opening, whatever else is not there yet',
      () => reasons({ prompt: '' }, [], makeMe(), { ...fine, isOpening: true }),
      'The plugin is opening.',
    ],
  ] as const)('name that %s', (_, ask, expected) => {
    expect(ask()).toHaveLength(1)
    expect(ask()[0]).toMatch(expected)
  })

  it('are all named at once', () => {
    expect(
      reasons({ prompt: '', targetChoice: 'fill' }, [], makeMe(), { ...fine, isOnline: false }),
    ).toHaveLength(3)
  })

  it('let a prompt of exactly 5000 characters through', () => {
    expect(reasons({ prompt: 'x'.repeat(5000) })).toEqual([])
  })
})

describe('the line under the target', () => {
  it('names the layers, the first three and a count', () => {
    const five = Array.from({ length: 5 }, (_, index) => makeNode({ id: `${index}`, name: `Card ${index}` }))
    expect(targetLine(planTargets(draft, five), 5)).toEqual(['5 layers: Card 0, Card 1, Card 2 and 2 more'])
    expect(targetLine(planTargets(draft, [mug]), 1)).toEqual(['1 layer: Card / Mug'])
    const [long = ''] = targetLine(planTargets(draft, [makeNode({ name: 'Card '.repeat(40) })]), 1)
    expect(long).toMatch(/^1 layer: Card .*…$/)
    expect(long.length).toBeLessThan(80)
  })

  it('says what is left out, and what was not even described', () => {
    expect(targetLine(planTargets({ ...draft, targetChoice: 'fill' }, [mug, line]), 140)).toEqual([
      '1 layer: Card / Mug',
      'Left out: Line – this kind of layer has no fill.',
      'Only the first 2 of 140 selected layers.',
    ])
  })

  it('says that nothing is selected', () => {
    expect(targetLine(planTargets({ ...draft, targetChoice: 'fill' }, []), 0)).toEqual([
      'Nothing is selected.',
    ])
  })
})
