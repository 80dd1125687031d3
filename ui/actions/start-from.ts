import { rewriteReferenceNumbers } from '../prompt/reference-numbers.ts'
import type { Shell } from '../shell.ts'
import type { StartFrom } from '../state/draft.ts'
import { changeDraft } from './generate.ts'

/** Where each target starts from. Its picture is "image 1", so the numbers in the prompt make room for it, or close up. */
export function setStartFrom(shell: Shell, startFrom: StartFrom) {
  const { prompt, startFrom: before } = shell.state.draft.value
  const [had, has] = [before !== 'nothing', startFrom !== 'nothing']
  const renumber = (number: number) => (has ? number + 1 : number === 1 ? null : number - 1)
  changeDraft(shell, {
    startFrom,
    ...(had === has ? {} : { prompt: rewriteReferenceNumbers(prompt, renumber) }),
  })
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
