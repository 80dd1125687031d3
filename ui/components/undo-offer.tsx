import { undoLast } from '../actions/offer-undo.ts'
import { shell, state } from '../panel.ts'
import { TextButton } from './controls/button.tsx'

/** What was just done, with the way back; below everything else, so that nothing moves away under the pointer. */
export function UndoOffer() {
  const offer = state.undo.value
  if (!offer) return null
  return (
    <aside class="notice undo-offer" aria-label="Undo">
      <p>{offer.text}</p>
      <TextButton aria-keyshortcuts="Control+Z Meta+Z" onClick={() => undoLast(shell)}>
        Undo
      </TextButton>
    </aside>
  )
}
