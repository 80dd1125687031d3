import { isLastPart } from '../runs/parts.ts'
import type { Run } from '../runs/run.ts'
import type { Surroundings } from '../state/panel-state.ts'

/** Whether a finished image goes into the document by itself: the first variation, whole, in the file it was made for. */
export function isPlacedByItself({ entry, state }: Run, { document, isReadOnly }: Surroundings): boolean {
  const isUnfit = state.phase === 'ready' && state.isUnfit === true
  return (
    !isUnfit && isLastPart(entry) && entry.variation === 0 && !isReadOnly && entry.documentId === document.id
  )
}
