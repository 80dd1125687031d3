/** One result gives the others their look: what the form holds afterwards, and which targets are chosen. */
import { beforeEach, describe, expect, it } from 'vitest'
import { generate } from '../../../ui/actions/generate.ts'
import { type Liked, likeThisOne } from '../../../ui/actions/like-this-one.ts'
import { undoLast } from '../../../ui/actions/offer-undo.ts'
import { forecast } from '../../../ui/forecast.ts'
import { succeeded } from '../../../ui/result.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard, makeNode, makeReference } from '../support/make.ts'

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>

const draft = () => panel.state.draft.value
const chosen = () => forecast(panel.state).plan.targets.map(({ title }) => title)
const selectedByOrder = () =>
  world.orders.flatMap((order) => (order.type === 'select-nodes' ? [order.nodeIds] : []))
const selectCards = (...names: string[]) => {
  panel.state.selection.value = names.map((name) => makeNode({ id: `card ${name}`, name }))
  panel.state.cards.value = names.map((name) =>
    makeCard({ id: `card ${name}`, name, slot: { id: `slot ${name}`, name: 'Image' } }),
  )
}
/** The result of the one card that is not left out. */
async function tryOne(): Promise<Liked> {
  await generate(panel.shell, panel.engine)
  await panel.reach('waiting')
  const [run] = panel.state.runs.value.values()
  if (run === undefined) throw new Error('nothing runs')
  world.succeedWith(run.entry.key)
  await panel.reach('placed')
  return { ...run.entry, generationId: `g-${run.entry.key}`, nodeId: run.entry.target.nodeId, title: 'Mug' }
}

beforeEach(() => {
  world = makeWorld()
  panel = openPanel(world)
  const picture = { bytes: new Uint8Array([1]), mimeType: 'image/png', width: 2, height: 2 } as const
  panel.shell.images.fitReference = async () => succeeded(picture)
  selectCards('Mug', 'Jug', 'Bowl')
  panel.state.draft.value = {
    ...EMPTY_DRAFT,
    prompt: '{name} in the light of image 1',
    references: [makeReference({ id: 'room', name: 'Room', nodeId: null })],
    leftOut: new Set(['slot Jug', 'slot Bowl']),
  }
})

it('a result becomes the first shared reference, with a sentence that gives it its job', async () => {
  await likeThisOne(panel.shell, await tryOne())
  expect(draft().references.map(({ name, pending }) => [name, pending])).toEqual([
    ['Like Mug', null],
    ['Room', null],
  ])
  expect(draft().prompt).toBe(
    '{name} in the light of image 2. Image 1 gives light, camera and backdrop only; the product is the one described.',
  )
})

it('behind a start picture it is image 2, and the product is that of image 1', async () => {
  const liked = { ...(await tryOne()), references: [{ start: { kind: 'own' } as const }] }
  await likeThisOne(panel.shell, liked)
  expect(draft().startFrom).toBe('own')
  expect(draft().prompt).toBe(
    '{name} in the light of image 3. Image 2 gives light, camera and backdrop only; the product is that of image 1.',
  )
})

it('another result that is liked takes the place of the first', async () => {
  const liked = await tryOne()
  await likeThisOne(panel.shell, liked)
  const { prompt } = draft()
  await likeThisOne(panel.shell, { ...liked, title: 'Jug' })
  expect(draft().references.map(({ name }) => name)).toEqual(['Like Jug', 'Room'])
  expect(draft().prompt).toBe(prompt)
})

describe('the other targets', () => {
  it('of the selection are chosen, and the result is left as it is', async () => {
    await likeThisOne(panel.shell, await tryOne())
    expect(chosen()).toEqual(['Jug', 'Bowl'])
    expect(selectedByOrder()).toEqual([])
  })

  it('are selected again as they were at the press when something else is selected by now', async () => {
    const liked = await tryOne()
    selectCards('Poster')
    await likeThisOne(panel.shell, liked)
    expect(selectedByOrder()).toEqual([['card Mug', 'card Jug', 'card Bowl']])
  })
})

it('all of it can be taken back', async () => {
  const liked = await tryOne()
  const before = draft()
  await likeThisOne(panel.shell, liked)
  undoLast(panel.shell)
  expect(draft()).toEqual(before)
})

it('says so when there is no room for one more reference, and changes nothing', async () => {
  const liked = await tryOne()
  const full = Array.from({ length: 8 }, (_, index) => makeReference({ id: `r${index}`, nodeId: null }))
  panel.state.draft.value = { ...draft(), references: full }
  const before = draft()
  await likeThisOne(panel.shell, liked)
  expect(draft()).toEqual(before)
  expect(panel.state.notice.value?.text).toMatch(/8 references at most/)
})
