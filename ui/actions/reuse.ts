import type { PlannedReference } from '../../contract/journal.ts'
import { type AspectRatio, REFERENCE_PIXELS, type Resolution } from '../../contract/model.ts'
import type { Generation } from '../../contract/relay-api.ts'
import { showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import type { Reference } from '../state/draft.ts'
import { replaceReferences } from './arrange-references.ts'
import { changeDraft } from './generate.ts'

export type Settings = {
  prompt: string
  aspectRatio: AspectRatio
  resolution: Resolution
  references: Pick<PlannedReference, 'name' | 'nodeId' | 'uploadId'>[]
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
 * still has what it was given; a reference that it never got is named, and its place left to the person.
 */
export function reuseSettings(shell: Shell, { prompt, aspectRatio, resolution, references }: Settings) {
  const { state } = shell
  const found = references.flatMap(({ uploadId, ...rest }) =>
    uploadId === null ? [] : [atRelay(shell, { ...rest, uploadId })],
  )
  replaceReferences(shell, found)
  changeDraft(shell, { prompt, aspectRatio, resolution })
  state.view.value = 'create'
  state.promptFocus.value = {}
  const lost = references.filter(({ uploadId }) => uploadId === null).map(({ name }) => `“${name}”`)
  if (lost.length === 0) return
  showProblem(state, `${lost.join(', ')} was never uploaded. Add it again if the prompt still names it.`)
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
