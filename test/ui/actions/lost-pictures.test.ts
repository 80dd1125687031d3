/** Pictures that the file has lost: said before the press as far as that is known, and the end of a run where it was not. */
import { beforeEach, expect, it } from 'vitest'
import { generate } from '../../../ui/actions/generate.ts'
import { showStartPictures } from '../../../ui/actions/start-pictures.ts'
import { forecast } from '../../../ui/forecast.ts'
import { describeRun } from '../../../ui/runs/describe-run.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard } from '../support/make.ts'

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>

const plan = () => forecast(panel.state).plan

beforeEach(() => {
  world = makeWorld()
  panel = openPanel(world)
  panel.state.cards.value = ['Mug', 'Bowl'].map((name, index) => makeCard({ id: `1:${index}`, name }))
  panel.state.draft.value = { ...panel.state.draft.value, prompt: 'on oak', startFrom: 'own' }
  world.sandbox.lost = ['1:1']
})

it('are said in the list as soon as they are looked for, and can be made from words alone', async () => {
  await showStartPictures(panel.shell, plan().all)
  expect(plan().all.map(({ leftOut }) => leftOut?.reason)).toEqual([undefined, 'its picture is missing'])
  expect(plan().targets).toHaveLength(1)
  // Another picture on the same layer is another.
  panel.state.cards.value = panel.state.cards.value.map((card) => ({
    ...card,
    pictureKey: `new on ${card.id}`,
  }))
  expect(plan().targets).toHaveLength(2)
})

it('end a run that started from one unpaid, and its layer waits no more', async () => {
  panel.state.draft.value = { ...panel.state.draft.value, leftOut: new Set(['1:0']) }
  await generate(panel.shell, panel.engine)
  await panel.reach('failed')
  const [run] = panel.state.runs.value.values()
  expect(run && describeRun(run)).toMatchObject({
    actions: ['edit', 'dismiss'],
    nextStep: 'Put the picture on the layer again and press Generate.',
  })
  expect([world.journal.size, world.posts]).toEqual([0, []])
})
