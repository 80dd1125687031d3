/** Choosing winners: what is offered, what using the choice changes, and what becomes of what still runs. */
import { beforeEach, describe, expect, it } from 'vitest'
import { placeCopy } from '../../../ui/actions/copies.ts'
import { generate } from '../../../ui/actions/generate.ts'
import { applyChosen, chooseInReview, openReview } from '../../../ui/actions/review.ts'
import { refused } from '../../../ui/result.ts'
import { groupRuns } from '../../../ui/runs/group-runs.ts'
import { reviewRows } from '../../../ui/runs/review.ts'
import { generationOf } from '../../../ui/runs/run.ts'
import { type Draft, EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { runsOf } from '../../../ui/state/panel-state.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeLook } from '../support/look-relay.ts'
import { makeCard } from '../support/make.ts'

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>

/** Keys of the runs, by target and variation. */
const keyOf = (nodeId: string, variation: number) =>
  [...panel.state.runs.value.values()].find(
    ({ entry }) => entry.target.nodeId === nodeId && entry.variation === variation,
  )?.entry.key ?? ''
const phaseOf = (nodeId: string, variation: number) =>
  panel.state.runs.value.get(keyOf(nodeId, variation))?.state.phase
const rows = () => {
  const [batch] = groupRuns(runsOf(panel.state))
  const review = panel.state.review.value
  if (batch === undefined || review === null) throw new Error('nothing to review')
  return reviewRows(batch, review, panel.state.shown.value)
}
const choose = (nodeId: string, variation: number) =>
  chooseInReview(panel.shell, nodeId, keyOf(nodeId, variation))
const fills = () => world.orders.flatMap((order) => (order.type === 'fill-layers' ? [order.fills] : []))

/** Two layers with two variations each; the first of the second layer is still running. */
async function reviewTwo(draft: Partial<Draft> = {}) {
  world = makeWorld()
  world.fits = true
  panel = openPanel(world)
  panel.state.cards.value = [makeCard({ id: '1:2', name: 'Mug' }), makeCard({ id: '2:2', name: 'Stool' })]
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug', variations: 2, ...draft }
  await generate(panel.shell, panel.engine)
  await panel.reach('waiting', 'waiting', 'waiting', 'waiting')
  for (const key of [keyOf('1:2', 0), keyOf('1:2', 1), keyOf('2:2', 1)]) world.succeedWith(key)
  await panel.reach('placed', 'ready', 'waiting', 'ready')
  openReview(panel.shell, panel.state.runs.value.get(keyOf('1:2', 0))?.entry.batchId ?? '')
}

beforeEach(() => reviewTwo())

describe('before anything is chosen', () => {
  it('what is in place stands, and else the first that is there', () => {
    expect(rows().map(({ chosen }) => chosen)).toEqual([keyOf('1:2', 0), keyOf('2:2', 1)])
    expect(rows().map(({ inPlace }) => inPlace)).toEqual([keyOf('1:2', 0), null])
  })
})

describe('using what is chosen', () => {
  it('sets all that differs by one order, and nothing else', async () => {
    choose('1:2', 1)
    await applyChosen(panel.shell, panel.engine)
    expect(fills()).toHaveLength(1)
    expect(fills()[0]).toMatchObject([
      { nodeId: '1:2', making: { key: keyOf('1:2', 1), prompt: 'a mug' } },
      { nodeId: '2:2', making: { key: keyOf('2:2', 1) } },
    ])
    expect(rows().map(({ inPlace, chosen }) => inPlace === chosen)).toEqual([true, true])
    await applyChosen(panel.shell, panel.engine)
    expect(fills()).toHaveLength(1)
  })

  it('keeps with each what it started from, and its look', async () => {
    await reviewTwo({ startFrom: 'own', look: makeLook() })
    choose('1:2', 1)
    await applyChosen(panel.shell, panel.engine)
    const [{ making } = { making: null }] = fills()[0] ?? []
    expect(making?.look?.name).toBe('Autumn')
    expect(making?.references[0]).toMatchObject({ nodeId: '1:2', start: { kind: 'own' } })
    expect(making?.references[0]?.uploadId).toMatch(/^[0-9a-f]{64}$/)
  })

  it('leaves nothing in the journal of what was used', async () => {
    choose('1:2', 1)
    const key = keyOf('1:2', 1)
    await applyChosen(panel.shell, panel.engine)
    expect(world.journal.has(key)).toBe(false)
    expect(phaseOf('1:2', 1)).toBe('placed')
  })

  it('keeps what still runs for the same layer from taking its place, and keeps its image to be had', async () => {
    const late = keyOf('2:2', 0)
    await applyChosen(panel.shell, panel.engine)
    expect(phaseOf('2:2', 0)).toBe('stopped')
    world.succeedWith(late)
    choose('2:2', 0)
    await expect.poll(() => rows()[1]?.chosen).toBe(late)
    expect(world.placed).not.toContain(late)
  })

  it('names what can’t be set or fetched, and sets the others', async () => {
    choose('1:2', 1)
    world.sandbox.locked = ['1:2']
    await applyChosen(panel.shell, panel.engine)
    expect(panel.state.notice.value?.text).toBe(
      'No longer in the file: “Mug”. The images are in the history.',
    )
    expect(phaseOf('1:2', 1)).toBe('ready')
    expect(phaseOf('2:2', 1)).toBe('placed')
    world.failing.readImage = [refused({ code: 'not_found' })]
    await applyChosen(panel.shell, panel.engine)
    expect(panel.state.notice.value?.text).toMatch(/“Mug”/)
    expect(fills()).toHaveLength(1)
  })
})

it('a variation that takes the place of another keeps what it started from', async () => {
  await reviewTwo({ startFrom: 'own' })
  const run = panel.state.runs.value.get(keyOf('1:2', 1))
  const generation = run && generationOf(run.state)
  if (!run || !generation) throw new Error('It is not there.')
  await placeCopy(panel.shell, generation, { kind: 'fill', nodeId: '1:2' }, run.entry)
  const order = world.orders.find(({ type }) => type === 'place-copy')
  expect(order).toMatchObject({ making: { references: [{ nodeId: '1:2', start: { kind: 'own' } }] } })
  expect(panel.state.shown.value.get('1:2')).toBe(generation.id)
})
