import type { PlannedReference } from '../../contract/journal.ts'
import { type AspectRatio, REFERENCE_PIXELS, type Resolution } from '../../contract/model.ts'
import type { Generation } from '../../contract/relay-api.ts'
import { withRecent } from '../prompt/recents.ts'
import { showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import { type Draft, giveBack, type Reference } from '../state/draft.ts'
import { releasePreviews, withoutPending } from './arrange-references.ts'
import { offerUndo } from './offer-undo.ts'
import { changePreferences } from './preferences.ts'

export type Settings = {
  prompt: string
  aspectRatio: AspectRatio
  resolution: Resolution
  /** Of what a layer started from, the kind is taken back; what is in the history has no layer, and keeps its picture. */
  references: Pick<PlannedReference, 'name' | 'nodeId' | 'uploadId' | 'start'>[]
}

/** How a generation was made, in the panel's own terms. */
export function settingsOf({ prompt, aspect_ratio, resolution, references }: Generation): Settings {
  return {
    prompt,
    aspectRatio: aspect_ratio,
    resolution,
    references: references.map(({ upload_id, name = 'Reference' }) => ({
      name,
      nodeId: null,
      uploadId: upload_id,
    })),
  }
}

/**
 * Takes words, format and references of an earlier generation back into the form, and puts the cursor there. The relay
 * still has what it was given; a reference that it never got is named, and its place left to the person. What the form
 * held can be taken back: all of it for some seconds, its words by one undo in the prompt or from the recent ones.
 *
 * @param setFormat puts the format into the draft; by default for good
 */
export function reuseSettings(
  shell: Shell,
  { prompt, aspectRatio, resolution, references }: Settings,
  setFormat = (draft: Draft): Draft => ({ ...draft, aspectRatio, resolution }),
) {
  const { state } = shell
  const before = state.draft.value
  const start = references[0]?.start
  const kind = start?.kind
  const startFrom = kind === 'own' || kind === 'below' ? kind : 'nothing'
  const keepsPicture = start?.kind === 'own' && start.extending !== undefined
  const shared = startFrom === 'nothing' ? references : references.slice(1)
  const found = shared.flatMap(({ uploadId, ...rest }) =>
    uploadId === null ? [] : [atRelay(shell, { ...rest, uploadId })],
  )
  state.draft.value = { ...setFormat(giveBack(before)), prompt, startFrom, keepsPicture, references: found }
  state.view.value = 'create'
  state.promptSwap.value = { before: before.prompt }
  offerFormBack(shell, before, 'The form was taken over from an earlier image.')
  const lost = shared.filter(({ uploadId }) => uploadId === null).map(({ name }) => `“${name}”`)
  if (lost.length === 0) return
  showProblem(state, `${lost.join(', ')} was never uploaded. Add it again if the prompt still names it.`)
}

/** Keeps what the form held before it was changed by something else than the person's own hand. */
export function offerFormBack(shell: Shell, before: Draft, text: string) {
  const { draft, preferences } = shell.state
  const { recentPrompts = [] } = preferences.value
  const hasWords = before.prompt.trim() !== '' && before.prompt !== draft.value.prompt
  if (hasWords) changePreferences(shell, { recentPrompts: withRecent(recentPrompts, before.prompt) })
  if (!hasWords && before.references.length === 0) return
  const drop = () => releasePreviews(before.references, draft.value.references)
  offerUndo(shell, text, () => takeBack(shell, before), drop)
}

function takeBack({ state }: Shell, before: Draft) {
  const { prompt, references } = state.draft.value
  state.draft.value = { ...before, references: withoutPending(before.references) }
  releasePreviews(references, state.draft.value.references)
  state.promptSwap.value = { before: prompt }
}

/** A reference of which the panel has neither picture nor size, only the name the relay knows it by. */
function atRelay(
  { makeKey }: Shell,
  { name, nodeId, uploadId }: { name: string; nodeId: string | null; uploadId: string },
): Reference {
  return {
    id: makeKey(),
    name,
    nodeId,
    maxPixels: REFERENCE_PIXELS,
    source: { kind: 'uploaded', uploadId },
    pending: null,
    width: 0,
    height: 0,
    previewUrl: null,
    original: null,
    freshness: 'current',
  }
}
