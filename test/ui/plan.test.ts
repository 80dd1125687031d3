import { describe, expect, it } from 'vitest'
import { creditsLeft } from '../../ui/credits.ts'
import { withPrice } from '../../ui/forecast.ts'
import { generateLabel, priceLine, priceOf, reasonsAgainst } from '../../ui/plan.ts'
import { EMPTY_DRAFT } from '../../ui/state/draft.ts'
import { createPanelState } from '../../ui/state/panel-state.ts'
import { planTargets } from '../../ui/targets/plan-targets.ts'
import { makeCard, makeMe, makeReference } from './support/make.ts'

const draft = { ...EMPTY_DRAFT, prompt: 'a mug' }
const mug = makeCard()
const line = makeCard({ id: '1:4', name: 'Line', fillObstacle: 'no-fills' })
const makeArea = ({ obstacle = null as 'turned' | null, width = 300, height = 200 } = {}) =>
  makeCard({ picture: 'none', area: { around: null, obstacle }, width, height })
const fine = { isOpening: false, isOnline: true, isReadOnly: false, isReading: false }

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

  it('is said by a button that pays anew, and not by one that goes on', () => {
    const state = createPanelState()
    expect(withPrice(state, 'Retry failed', 3)).toBe('Retry failed, from 15 credits')
    expect(withPrice(state, 'Retry', 0)).toBe('Retry')
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
    const plan = planTargets(changed, { nodes: [], cards: selection })
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
      'Every layer is left out: this kind of layer has no fill. Select others, or choose “New image”.',
    ],
    [
      'the account has too little for one image',
      () => reasons({}, [mug], makeMe({ balance: 4 })),
      'Too few credits: from 5 needed. Ask whoever runs your relay to top up the Rivya account.',
    ],
    [
      'the account has too little for two, and enough for one',
      () => reasons({}, [mug, makeCard({ id: '1:9' })], makeMe({ balance: 5 })),
      'Too few credits: from 10 needed. Choose fewer images, or ask whoever runs your relay to top up the Rivya account.',
    ],
    [
      'the limit of the day is used up',
      () => reasons({}, [mug], makeMe({ daily_limit: 20, used_today: 20 })),
      'Too few credits: from 5 needed. Ask whoever runs your relay for a higher limit.',
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
      'the selection is still being read',
      () => reasons({}, [mug], makeMe(), { ...fine, isReading: true }),
      'The selection is still being read.',
    ],
    [
      'every layer was left out',
      () => reasons({ leftOut: new Set(['1:2']) }),
      'Every layer is left out. Choose one in the list, or select others.',
    ],
    [
      'no layer has a picture to start from',
      () => reasons({ startFrom: 'own' }, [makeCard({ picture: 'none' })]),
      'No layer has a picture to start from. Select others, or start from nothing.',
    ],
    [
      'no layer has a file to start from',
      () => reasons({ startFrom: 'file' }),
      'No layer has a file to start from. Choose files.',
    ],
    [
      'no layer has a row',
      () => reasons({ prompt: '{colour} mug', rowsText: 'name\tcolour\nJug\tred' }),
      'Every layer is left out: it has no row. Name its row like the layer.',
    ],
    [
      'the rows have a fault, which also keeps every layer from having a row',
      () => reasons({ prompt: '{colour} mug', rowsText: 'colour' }),
      /^The rows have a header and nothing below it/,
    ],
    [
      'the area is turned',
      () => reasons({ startFrom: 'below' }, [makeArea({ obstacle: 'turned' })]),
      'Every layer is left out: it is turned. Clear “Match what is around it”.',
    ],
    [
      'the area is too small for anything to be changed in it',
      () => reasons({ startFrom: 'below' }, [makeArea({ width: 4, height: 4 })]),
      'Every layer is left out: it is too small to be changed. Draw it larger.',
    ],
    [
      'the area is so thin that no words could name it',
      () => reasons({ startFrom: 'below' }, [makeArea({ width: 1200, height: 10 })]),
      'Every layer is left out: it is too small to be changed. Draw it larger.',
    ],
    [
      'a new image has nothing to start from',
      () => reasons({ startFrom: 'own', targetChoice: 'new-image' }),
      /^A new image has no picture to start from/,
    ],
    [
      'there is no room for a picture to start from',
      () => reasons({ startFrom: 'own', references: Array(8).fill(makeReference()) }),
      'With a picture to start from, 7 references go along. Remove one.',
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
