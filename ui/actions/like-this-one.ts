/** One result has turned out well: it gives the others their look, and they are chosen to be made next. */
import type { JournalEntry } from '../../contract/journal.ts'
import { REFERENCE_PIXELS } from '../../contract/model.ts'
import { forecast } from '../forecast.ts'
import { withStyleSentence } from '../prompt/style-sentence.ts'
import { generationOf } from '../runs/run.ts'
import { announce, type Refusal, showProblem, showRefusals } from '../say.ts'
import type { Shell } from '../shell.ts'
import { firstNumber } from '../state/draft.ts'
import { runsOf } from '../state/panel-state.ts'
import { changeReference, moveReference, reserveReferences } from './arrange-references.ts'
import { selectionAt } from './batch-selection.ts'
import { changeDraft } from './generate.ts'
import { awaitPicture, makePicture } from './reference-pictures.ts'
import { fitFile, tooMany } from './references.ts'
import { offerFormBack } from './reuse.ts'
import { setStartFrom } from './start-from.ts'

/** A result on its layer. */
export type Liked = {
  generationId: string
  nodeId: string
  title: string
} & Pick<JournalEntry, 'prompt'> & { references: Pick<JournalEntry['references'][number], 'start'>[] }

/** There is one at most: another result that is liked takes its place. */
const STYLE_REFERENCE = 'style'

export async function likeThisOne(shell: Shell, liked: Liked): Promise<void> {
  const { state } = shell
  const before = state.draft.value
  const start = liked.references[0]?.start?.kind ?? 'nothing'
  if (start !== before.startFrom && start !== 'file') setStartFrom(shell, start)
  if (!putStyleReference(shell, `Like ${liked.title}`)) {
    state.draft.value = before
    return showProblem(state, tooMany(1) ?? '')
  }
  const { prompt } = state.draft.value
  const isEmpty = prompt.trim() === ''
  const words = isEmpty ? liked.prompt : prompt
  // The words of a result hold those of its look.
  if (isEmpty) changeDraft(shell, { look: null })
  // What was tried in several ways is settled now: one image for each of the others.
  changeDraft(shell, { prompt: withStyleSentence(words, firstNumber(state.draft.value)), variations: 1 })
  state.promptSwap.value = { before: before.prompt }
  state.view.value = 'create'
  offerFormBack(shell, before, 'This result gives the look of the next ones.')
  const [refusal] = await Promise.all([
    makeStylePicture(shell, liked.generationId),
    chooseOthers(shell, liked),
  ])
  showRefusals(state, [refusal])
}

/**
 * The first of the shared references.
 *
 * @returns whether there is room for it
 */
function putStyleReference(shell: Shell, name: string): boolean {
  const { references } = shell.state.draft.value
  if (!references.some(({ id }) => id === STYLE_REFERENCE)) {
    const [reserved] = reserveReferences(shell, [{ name, nodeId: null }])
    if (!reserved) return false
    changeReference(shell, reserved.id, { id: STYLE_REFERENCE })
  }
  changeReference(shell, STYLE_REFERENCE, { name })
  moveReference(shell, STYLE_REFERENCE, 0)
  return true
}

function makeStylePicture(shell: Shell, generationId: string): Promise<Refusal | null> {
  const { relay, persist } = shell
  return makePicture(shell, awaitPicture(shell, STYLE_REFERENCE, REFERENCE_PIXELS), async () => {
    const image = await persist(() => relay.readImage(generationId))
    return image.ok ? fitFile(shell, new Blob([image.value]), REFERENCE_PIXELS) : image
  })
}

/** All that stood beside it at the press; selected again, when something else is selected by now. */
async function chooseOthers(shell: Shell, { generationId, nodeId }: Liked): Promise<void> {
  const { state, bridge } = shell
  changeDraft(shell, { leftOut: new Set([nodeId]) })
  const runs = runsOf(state)
  const batchId = runs.find((run) => generationOf(run.state)?.id === generationId)?.entry.batchId
  const batch = runs.filter(({ entry }) => entry.batchId === batchId).map(({ entry }) => entry.target.nodeId)
  const listed = forecast(state).plan.all.map(({ id }) => id)
  if (!listed.includes(nodeId) || batch.some((id) => !listed.includes(id))) {
    const selected = batchId === undefined ? [] : selectionAt(shell, batchId)
    const nodeIds = selected.length > 0 ? selected : batch
    if (nodeIds.length > 0) await bridge.ask({ type: 'select-nodes', nodeIds: [...new Set(nodeIds)] })
  }
  announce(state, 'The other targets are chosen. Select more, or press Generate.')
}
