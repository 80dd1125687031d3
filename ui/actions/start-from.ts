import { withExtendSentence, withoutExtendSentence } from '../prompt/extend-sentence.ts'
import { renumberingOf, rewriteReferenceNumbers } from '../prompt/reference-numbers.ts'
import type { Shell } from '../shell.ts'
import type { StartFrom } from '../state/draft.ts'
import { changeDraft } from './generate.ts'

/**
 * Where each target starts from. Its picture is "image 1", so the numbers of the shared references make room for it, or
 * close up. Who has written "image 1" before choosing means that picture: numbers of no reference stay. To choose
 * "Nothing" and think better of it costs no word.
 */
export function setStartFrom(shell: Shell, startFrom: StartFrom) {
  if (startFrom === shell.state.draft.value.startFrom) return
  if (startFrom !== 'own') setKeepsPicture(shell, false)
  const { prompt: from, references, startFrom: before, closedUp } = shell.state.draft.value
  const shared = references.map(({ id }) => id)
  const imagesOf = (kind: StartFrom) => (kind === 'nothing' ? shared : ['start', ...shared])
  const rewritten = rewriteReferenceNumbers(from, renumberingOf(imagesOf(before), imagesOf(startFrom)))
  const known = `${from} ${shared.join()}`
  if (startFrom === 'nothing') {
    const left = `${rewritten} ${shared.join()}`
    changeDraft(shell, { startFrom, prompt: rewritten, closedUp: { from, left } })
  } else {
    // As it was, unless words or references have been changed since.
    const isBack = before === 'nothing' && closedUp?.left === known
    changeDraft(shell, { startFrom, prompt: isBack ? closedUp.from : rewritten })
  }
}

/** "Keep the picture, extend it". What tells the model where it is empty stands in the prompt, to be seen and changed. */
export function setKeepsPicture(shell: Shell, keepsPicture: boolean) {
  const { prompt, keepsPicture: before } = shell.state.draft.value
  if (keepsPicture === before) return
  const rewritten = keepsPicture ? withExtendSentence(prompt) : withoutExtendSentence(prompt)
  changeDraft(shell, { keepsPicture, prompt: rewritten })
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
