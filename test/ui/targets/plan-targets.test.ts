import { describe, expect, it } from 'vitest'
import { type Draft, EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { chooseTarget } from '../../../ui/targets/candidates.ts'
import { plannedRatios, planTargets } from '../../../ui/targets/plan-targets.ts'
import { makeCard, makeNode, makeProvenance, makeReference } from '../support/make.ts'

const draft = { ...EMPTY_DRAFT, prompt: 'a mug' }
const mug = makeCard({ id: '1:2', name: 'Mug' })
const hero = makeCard({ id: '1:3', name: 'Hero', width: 1600, height: 900 })
const line = makeCard({ id: '1:4', name: 'Line', fillObstacle: 'no-fills' })
const only = (...cards: ReturnType<typeof makeCard>[]) => ({ nodes: [], cards })

describe('where the result goes', () => {
  it.each([
    ['nothing is selected', only(), 'new-image'],
    ['a layer that can be filled is selected', only(line, mug), 'fill'],
    ['only layers that can’t be filled are selected', only(line), 'new-image'],
  ] as const)('before a choice, when %s', (_, selection, expected) => {
    expect(chooseTarget(draft, selection)).toBe(expected)
  })

  it('is what the person chose, whatever is selected', () => {
    expect(chooseTarget({ ...draft, targetChoice: 'new-image' }, only(mug))).toBe('new-image')
    expect(chooseTarget({ ...draft, targetChoice: 'fill' }, only())).toBe('fill')
  })

  it('is no new image by itself while something is to be started from', () => {
    expect(chooseTarget({ ...draft, startFrom: 'own' }, only())).toBe('fill')
  })

  it('is the slot of each card, and those left out stay in the list with the reason', () => {
    const { all, targets } = planTargets(draft, only(mug, line, hero))
    expect(targets.map(({ target }) => target)).toEqual([
      { kind: 'fill', nodeId: '1:2' },
      { kind: 'fill', nodeId: '1:3' },
    ])
    expect(all.map(({ title, leftOut }) => [title, leftOut?.reason ?? null])).toEqual([
      ['Mug', null],
      ['Line', 'this kind of layer has no fill'],
      ['Hero', null],
    ])
  })

  it('is the slot at the size that can be seen, or the selected layer where that is turned off', () => {
    const card = makeCard({
      id: '2:1',
      name: 'Jug',
      slot: { id: '2:9', visibleWidth: 90, visibleHeight: 160 },
    })
    const selection = { nodes: [makeNode({ id: '2:1', name: 'Jug' })], cards: [card] }
    expect(planTargets(draft, selection).targets).toMatchObject([
      { id: '2:9', title: 'Jug', size: { width: 90, height: 160 }, parts: ['9:16'] },
    ])
    expect(planTargets({ ...draft, fillsSlots: false }, selection).targets).toMatchObject([
      { id: '2:1', title: 'Jug', size: { width: 300, height: 400 } },
    ])
  })

  it('is beside each selected layer, those that can’t be filled included', () => {
    const nodes = [makeNode({ id: '1:2' }), makeNode({ id: '1:4', fillObstacle: 'no-fills' })]
    const { targets } = planTargets({ ...draft, targetChoice: 'beside' }, { nodes, cards: [] })
    expect(targets.map(({ target }) => target)).toEqual([
      { kind: 'beside', nodeId: '1:2' },
      { kind: 'beside', nodeId: '1:4' },
    ])
  })

  it('is what the person has not left out, numbered without gaps', () => {
    const numbered = { ...draft, prompt: '{number}: {name}', leftOut: new Set(['1:2']) }
    const { all, targets } = planTargets(numbered, only(mug, hero))
    expect(all[0]?.leftOut).toEqual({ by: 'person', reason: 'left out' })
    expect(targets.map(({ prompt }) => prompt)).toEqual(['1: Hero'])
  })

  it('says before paying what will look wrong', () => {
    const { all } = planTargets(draft, only(makeCard({ warnings: ['hidden', 'sliver'] })))
    expect(all[0]?.warnings).toEqual(['This layer is hidden.', 'Only a strip of the image will be seen.'])
  })
})

describe('rows', () => {
  const rowsText = 'colour\nred'
  const lines = (prompt: string) =>
    planTargets({ ...draft, prompt, rowsText }, only(mug, hero)).all.map(({ prompt: line, leftOut }) =>
      leftOut === null ? line : leftOut.reason,
    )

  it('fill in the prompt, and a target without one is not paid with the name of a column', () => {
    expect(lines('{number}: a {colour} mug')).toEqual(['1: a red mug', 'it has no row'])
  })

  it('leave nobody out whose prompt does not name them', () => {
    expect(lines('{name}')).toEqual(['Mug', 'Hero'])
  })
})

describe('what a target starts from', () => {
  const own = { ...draft, startFrom: 'own', prompt: 'image 1 on oak, light of image 2' } as const

  it('is nothing unless the person asks for it', () => {
    expect(planTargets(draft, only(mug)).targets[0]?.start).toBe(null)
  })

  describe('an image was made for it already', () => {
    const made = makeProvenance()
    const edited = only(makeCard({ id: '1:2', name: 'Mug', provenance: made }), hero)
    const startsOf = (changes: Partial<Draft>, selection = edited) =>
      planTargets({ ...own, ...changes }, selection).all.map(({ start, pictureKey }) => [
        start?.start,
        pictureKey,
      ])

    it('is its own picture all the same', () => {
      expect(startsOf({})[0]).toEqual([{ kind: 'own' }, 'picture of 1:2'])
      expect(planTargets(own, edited).hasMade).toBe(true)
      expect(planTargets(own, only(mug)).hasMade).toBe(false)
    })

    it('is that image once the person goes on from it, and where there is none, its own', () => {
      const { imageHash } = made
      expect(startsOf({ startsFromMade: true })).toEqual([
        [{ kind: 'own', picture: { key: imageHash, imageHash, crop: null } }, imageHash],
        [{ kind: 'own' }, 'picture of 1:3'],
      ])
    })

    it('is said where that image is the only one', () => {
      const only1 = only(makeCard({ picture: 'none', provenance: made }))
      expect(planTargets(own, only1).all[0]?.leftOut?.reason).toBe('its only picture was made here')
      expect(startsOf({ startsFromMade: true }, only1)[0]?.[1]).toBe(made.imageHash)
    })
  })

  it('is its own picture, as the first reference of its own request', () => {
    const { targets } = planTargets(own, only(mug, hero))
    expect(targets.map(({ start }) => start)).toEqual([
      { name: 'Mug', nodeId: '1:2', maxPixels: 1_000_000, uploadId: null, start: { kind: 'own' } },
      { name: 'Hero', nodeId: '1:3', maxPixels: 1_000_000, uploadId: null, start: { kind: 'own' } },
    ])
  })

  it('is what the relay has, when the picture is no longer in the file', () => {
    const sha = 'b'.repeat(64)
    const { targets } = planTargets(own, only(makeCard({ pictureKey: `upload:${sha}` })))
    expect(targets[0]?.start).toMatchObject({ uploadId: sha, start: { kind: 'own' } })
  })

  it('is what is below each', () => {
    const { targets } = planTargets({ ...own, startFrom: 'below' }, only(mug))
    expect(targets[0]?.start).toMatchObject({ nodeId: '1:2', start: { kind: 'below' } })
  })

  it.each([
    ['none', 'it has no picture'],
    ['missing', 'its picture is missing'],
    ['video', 'it shows a video'],
    ['pattern', 'it shows a pattern'],
  ] as const)(
    'is said to be lacking with the picture “%s”: no image, or one from words alone',
    (picture, reason) => {
      const selection = only(mug, makeCard({ id: '9', name: 'Jug', picture, pictureKey: '' }))
      expect(planTargets(own, selection).all[1]?.leftOut).toMatchObject({ by: 'plan', reason })
      const { targets } = planTargets({ ...own, usesWordsAlone: true }, selection)
      expect(targets.map(({ prompt, start }) => [prompt, start !== null])).toEqual([
        ['image 1 on oak, light of image 2', true],
        ['Jug on oak, light of image 1', false],
      ])
    },
  )
})

describe('the aspect ratio “Auto”', () => {
  it('follows each target', () => {
    expect(plannedRatios(draft, planTargets(draft, only(mug, hero, mug)))).toEqual(['3:4', '16:9'])
  })

  it('follows the first reference for a new image, and is square without one', () => {
    const references = [makeReference({ width: 1600, height: 900 })]
    expect(planTargets({ ...draft, references }, only()).targets[0]?.parts[0]).toBe('16:9')
    expect(planTargets(draft, only()).targets[0]?.parts[0]).toBe('1:1')
  })

  it('gives way to a choice', () => {
    expect(planTargets({ ...draft, aspectRatio: '2:3' }, only(hero)).targets[0]?.parts[0]).toBe('2:3')
  })
})

describe('a shape over what is to be changed', () => {
  const below = { ...draft, startFrom: 'below', prompt: 'A vase of tulips' } as const
  const shape = (changes: Parameters<typeof makeCard>[0] = {}) =>
    only(
      makeCard({
        picture: 'none',
        width: 200,
        height: 200,
        area: { around: null, obstacle: null },
        ...changes,
      }),
    )

  it('is an area: what is around it goes out as well, and the model is told which part is to change', () => {
    const { targets, hasAreas } = planTargets(below, shape())
    expect(hasAreas).toBe(true)
    expect(targets[0]?.start?.start).toMatchObject({
      kind: 'below',
      surroundings: { box: { x: -90, y: -90, width: 380, height: 380 } },
    })
    expect(targets[0]?.prompt).toBe(
      'A vase of tulips. Change only the part of image 1 from 24 % to 76 % of its width and from 24 % to 76 % of its height, and keep everything around it exactly as it is.',
    )
  })

  it('is told once, however the words came to the form', () => {
    const [first] = planTargets(below, shape()).targets
    const again = planTargets({ ...below, prompt: first?.prompt ?? '' }, shape()).targets
    expect(again[0]?.prompt).toBe(first?.prompt)
  })

  it.each(['turned', 'blended'] as const)(
    'that is %s is left out in words, unless it need not match',
    (obstacle) => {
      const selection = shape({ area: { around: null, obstacle } })
      expect(planTargets(below, selection).all[0]?.leftOut?.reason).toContain(obstacle)
      const { targets } = planTargets({ ...below, matchesAround: false }, selection)
      expect(targets[0]?.start?.start).toEqual({ kind: 'below' })
      expect(targets[0]?.prompt).toBe('A vase of tulips')
    },
  )

  it.each([
    ['has a picture of its own', shape({ picture: 'own' })],
    ['is a slot in a card', only(makeCard({ picture: 'none' }))],
  ])('that %s is none', (_, selection) => {
    const plan = planTargets(below, selection)
    expect([plan.hasAreas, plan.targets[0]?.start?.start]).toEqual([false, { kind: 'below' }])
  })
})
