import type { Generation } from '../../contract/relay-api.ts'
import type { Engine } from '../drive/engine.ts'
import { createSlots } from '../drive/slots.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { groupRuns } from '../runs/group-runs.ts'
import { type Change, changesOf, reviewRows } from '../runs/review.ts'
import { generationOf, isActive, type Run } from '../runs/run.ts'
import { announce, type Refusal, showRefusals } from '../say.ts'
import type { Shell } from '../shell.ts'
import { runsOf } from '../state/panel-state.ts'
import { noteShown } from '../state/shown.ts'
import { type FileImage, makingOf, takeIntoFile } from './copies.ts'

/** Images in memory and in one message at a time. */
const IMAGES_AT_ONCE = 4

export function openReview({ state }: Shell, batchId: string) {
  state.review.value = { batchId, chosen: new Map() }
  state.view.value = 'review'
}

export function chooseInReview({ state }: Shell, nodeId: string, key: string) {
  const review = state.review.value
  if (!review) return
  state.review.value = { ...review, chosen: new Map(review.chosen).set(nodeId, key) }
}

/** Puts every chosen image on its layer, all in one undo step. What can't be had or set is named; the others are. */
export async function applyChosen(shell: Shell, engine: Engine): Promise<void> {
  const { state } = shell
  const review = state.review.value
  const batch = groupRuns(runsOf(state)).find(({ id }) => id === review?.batchId)
  if (!review || !batch) return
  const changes = changesOf(reviewRows(batch, review, state.shown.value))
  const { fills, refusals } = await addImages(shell, changes)
  // What is still on its way to the same layer would take the place of the chosen one.
  for (const { change } of fills) await stopRivals(shell, engine, change)
  const used = fills.length === 0 ? [] : await fillLayers(shell, engine, fills, refusals)
  const gone = refusals.filter(({ failure }) => failure.code === 'target_gone').map(({ name }) => `“${name}”`)
  showRefusals(
    state,
    refusals.filter(({ failure }) => failure.code !== 'target_gone'),
    gone.length === 0 ? null : `No longer in the file: ${gone.join(', ')}. The images are in the history.`,
  )
  const count = used.length === 1 ? 'One layer shows' : `${used.length} layers show`
  announce(state, `${count} the image that was chosen.`)
  const isRunning = batch.runs.some((run) => isActive(run.state))
  if (refusals.length === 0 && !isRunning && state.view.value === 'review') state.view.value = 'create'
}

type Added = { generation: Generation; image: FileImage }
type Fill = Added & { change: Change }

/** Takes the images into the file, a few at a time. */
async function addImages(shell: Shell, changes: readonly Change[]) {
  const inTurn = createSlots(IMAGES_AT_ONCE)
  const all = await Promise.all(
    changes.map(async (change) => ({ change, added: await inTurn(() => addImage(shell, change.run)) })),
  )
  const fills: Fill[] = []
  const refusals: Refusal[] = []
  for (const { change, added } of all) {
    if (added.ok) fills.push({ change, ...added.value })
    else refusals.push({ name: change.title, failure: added.failure })
  }
  return { fills, refusals }
}

async function addImage(shell: Shell, { entry, state }: Run): Promise<Result<Added>> {
  const generation = generationOf(state)
  if (!generation) return refused({ code: 'not_found' })
  const image = await takeIntoFile(shell, generation, entry)
  return image.ok ? succeeded({ generation, image: image.value }) : image
}

async function stopRivals({ state }: Shell, engine: Engine, { run }: Change) {
  const { batchId, target } = run.entry
  const rivals = runsOf(state).filter(
    ({ entry, state: rival }) =>
      entry.batchId === batchId &&
      entry.target.nodeId === target.nodeId &&
      entry.variation === 0 &&
      isActive(rival),
  )
  for (const { entry } of rivals) await engine.stop(entry.key)
}

async function fillLayers(
  { state, bridge }: Shell,
  engine: Engine,
  fills: readonly Fill[],
  refusals: Refusal[],
): Promise<Change[]> {
  const filled = await bridge.ask({
    type: 'fill-layers',
    fills: fills.map(({ change: { nodeId, run }, generation, image }) => ({
      nodeId,
      making: makingOf(generation, run.entry),
      image,
    })),
  })
  if (!filled.ok) {
    refusals.push({ name: null, failure: filled.failure })
    return []
  }
  const used: Change[] = []
  for (const [index, { change, generation }] of fills.entries()) {
    const failure = filled.value.results[index]?.failure ?? null
    if (failure) {
      refusals.push({ name: change.title, failure })
      continue
    }
    noteShown(state, change.nodeId, generation.id)
    await engine.noteUsed(change.run.entry.key, change.nodeId)
    used.push(change)
  }
  return used
}
