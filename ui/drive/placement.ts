import type { Run } from '../run.ts'
import type { Surroundings } from '../state/panel-state.ts'

/** Whether a finished image goes into the document by itself: the first variation, in the file it was made for. */
export function isPlacedByItself({ entry }: Run, { document, isReadOnly }: Surroundings): boolean {
  return entry.variation === 0 && !isReadOnly && entry.documentId === document.id
}
