/** Tells this file from others, so that a result of another file is not put on a layer that happens to have the same id. */

import { attempt } from './attempt.ts'

const KEY = 'document'

let id = ''

/**
 * Made at the first opening and kept in the file; `figma.fileKey` exists for private plugins alone. Within one opening it
 * stays the same and is written again when an undo has taken it out of the file.
 */
export function documentId(): string {
  const kept = figma.root.getPluginData(KEY)
  // Math.random is enough: the id proves nothing, and 2^52 values don't meet by chance among one person's files.
  if (id === '') id = kept || Date.now().toString(36) + Math.random().toString(36).slice(2)
  // A file that refuses it gets another at each opening; what waits for it can still be placed by hand.
  if (kept !== id) attempt(() => figma.root.setPluginData(KEY, id))
  return id
}
