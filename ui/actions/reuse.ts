import type { PlannedReference } from '../../contract/journal.ts'
import type { AspectRatio, Resolution } from '../../contract/model.ts'
import type { Generation, NamedLook } from '../../contract/relay-api.ts'
import { withRecent } from '../prompt/recents.ts'
import { withoutLook } from '../prompt/with-look.ts'
import { showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import { type Draft, firstNumber, giveBack, type Reference, wordsOf } from '../state/draft.ts'
import { newReference, withoutPending } from './arrange-references.ts'
import { replaceDraft } from './generate.ts'
import { findLook, readVersion } from './looks.ts'
import { offerUndo } from './offer-undo.ts'
import { changePreferences } from './preferences.ts'

export type Settings = {
  prompt: string
  aspectRatio: AspectRatio
  resolution: Resolution
  /** Of what a layer started from, the kind is taken back; what is in the history has no layer, and keeps its picture. */
  references: Pick<PlannedReference, 'name' | 'nodeId' | 'uploadId' | 'start'>[]
  look?: NamedLook | undefined
}

/** How a generation was made, in the panel's own terms. */
export function settingsOf({ prompt, aspect_ratio, resolution, references, look }: Generation): Settings {
  return {
    prompt,
    aspectRatio: aspect_ratio,
    resolution,
    references: references.map(({ upload_id, name = 'Reference' }) => ({
      name,
      nodeId: null,
      uploadId: upload_id,
    })),
    look,
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
  { prompt, aspectRatio, resolution, references, look }: Settings,
  setFormat = (draft: Draft): Draft => ({ ...draft, aspectRatio, resolution }),
) {
  const { state } = shell
  const before = state.draft.value
  const start = references[0]?.start
  const kind = start?.kind
  const startFrom = kind === 'own' || kind === 'below' ? kind : 'nothing'
  const keepsPicture = start?.kind === 'own' && start.extending !== undefined
  const shared = startFrom === 'nothing' ? references : references.slice(1)
  const found = shared.flatMap(({ uploadId, name, nodeId }) =>
    uploadId === null ? [] : [atRelay(shell, uploadId, { name, nodeId })],
  )
  replaceDraft(shell, {
    ...setFormat(giveBack(before)),
    prompt,
    startFrom,
    keepsPicture,
    references: found,
    look: null,
  })
  state.view.value = 'create'
  offerFormBack(shell, before, 'The form was taken over from an earlier image.')
  if (look) void takeLookApart(shell, look)
  const lost = shared.filter(({ uploadId }) => uploadId === null).map(({ name }) => `“${name}”`)
  if (lost.length === 0) return
  showProblem(state, `${lost.join(', ')} was never uploaded. Add it again if the prompt still names it.`)
}

/** What is the look's in words and references that were made with it goes back to it, where that can be told. */
async function takeLookApart(shell: Shell, named: NamedLook): Promise<void> {
  const { state } = shell
  const { prompt: written, references } = state.draft.value
  const look = await readVersion(shell, named)
  const before = state.draft.value
  if (!look || before.prompt !== written || before.references !== references) return
  const own = before.references.slice(0, before.references.length - look.references.length)
  const theirs = before.references.slice(own.length)
  const isTheirs = look.references.every(({ upload_id }, index) => {
    const source = theirs[index]?.source
    return source?.kind === 'uploaded' && source.uploadId === upload_id
  })
  const prompt = isTheirs ? withoutLook(before.prompt, look, own.length + firstNumber(before) - 1) : null
  if (prompt === null) return
  replaceDraft(shell, { ...before, prompt, look: findLook(shell, look.id) && look, references: own })
}

/** The look's words and references become the draft's own, to be changed by hand. */
export function dissolveLook(shell: Shell) {
  const before = shell.state.draft.value
  const theirs = (before.look?.references ?? []).map(({ upload_id: uploadId, name = 'Look' }) =>
    atRelay(shell, uploadId, { name, nodeId: null }),
  )
  const references = [...before.references, ...theirs]
  replaceDraft(shell, { ...before, prompt: wordsOf(before), look: null, references })
}

/** Keeps what the form held before it was changed by something else than the person's own hand. */
export function offerFormBack(shell: Shell, before: Draft, text: string) {
  const { draft, preferences } = shell.state
  const { recentPrompts = [] } = preferences.value
  const hasWords = before.prompt.trim() !== '' && before.prompt !== draft.value.prompt
  if (hasWords) changePreferences(shell, { recentPrompts: withRecent(recentPrompts, before.prompt) })
  if (!hasWords && before.references.length === 0) return
  const references = withoutPending(before.references)
  offerUndo(shell, text, () => replaceDraft(shell, { ...before, references }))
}

function atRelay(shell: Shell, uploadId: string, known: Pick<Reference, 'name' | 'nodeId'>): Reference {
  return newReference(shell, known, { kind: 'uploaded', uploadId })
}
