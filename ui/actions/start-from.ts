import { renumberingOf, rewriteReferenceNumbers } from '../prompt/reference-numbers.ts'
import type { Shell } from '../shell.ts'
import type { StartFrom } from '../state/draft.ts'
import { changeDraft } from './generate.ts'

/**
 * Where each target starts from. Its picture is "image 1", so the numbers of the shared references make room for it, or
 * close up. Who has written "image 1" before choosing means that picture: numbers of no reference stay.
 */
export function setStartFrom(shell: Shell, startFrom: StartFrom) {
  const { prompt, references, startFrom: before } = shell.state.draft.value
  const shared = references.map(({ id }) => id)
  const imagesOf = (kind: StartFrom) => (kind === 'nothing' ? shared : ['start', ...shared])
  const renumber = renumberingOf(imagesOf(before), imagesOf(startFrom))
  changeDraft(shell, { startFrom, prompt: rewriteReferenceNumbers(prompt, renumber) })
}

/** Whether a target gets an image. */
export function chooseTargets(shell: Shell, ids: readonly string[], isChosen: boolean) {
  const leftOut = new Set(shell.state.draft.value.leftOut)
  for (const id of ids) {
    if (isChosen) leftOut.delete(id)
    else leftOut.add(id)
  }
  changeDraft(shell, { leftOut })
}
