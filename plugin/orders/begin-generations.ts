/** The press: targets are captured, placeholders and marks made and the journal written, all or nothing. */
import type { Failure } from '../../contract/failures.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { Order } from '../../contract/messages.ts'
import { documentId } from '../document/document-id.ts'
import { aloneOnCanvas } from '../document/in-turn.ts'
import { isReadOnly, READ_ONLY } from '../document/read-only.ts'
import { clearEntry, writeEntry } from '../journal/journal.ts'
import { markLayers } from '../marks/waiting-layers.ts'
import { noteStarts } from '../pictures/note-starts.ts'
import { findTargets, makeTargets } from '../write/capture-targets.ts'

/** Placeholders are one undo step, marks are none. A failure leaves neither of them behind, nor an entry. */
export async function beginGenerations({
  generations,
}: Order<'begin-generations'>): Promise<{ entries: JournalEntry[] } | Failure> {
  if (isReadOnly()) return READ_ONLY
  const noted = await noteStarts(generations)
  if (!Array.isArray(noted)) return noted
  const found = await findTargets(noted)
  if (!Array.isArray(found)) return found

  const shared = {
    version: 1,
    documentId: documentId(),
    documentName: figma.root.name,
    request: null,
    generationId: null,
    isAwaited: true,
    createdAt: Date.now(),
  } as const
  return aloneOnCanvas(async () => {
    // Without placeholders there is no step, and a commit would only put the marks of an earlier press into the history.
    const isDrawing = found.some(({ plan }) => plan.target.kind !== 'fill')
    if (isDrawing) figma.commitUndo()
    const { captured, placeholders } = makeTargets(found)
    const entries = captured.map(
      ({ plan: { title, ...plan }, target }): JournalEntry => ({
        ...plan,
        ...shared,
        target: title === undefined ? target : { ...target, title },
      }),
    )
    const written = await Promise.all(entries.map(writeEntry))
    const failure = written.find(Boolean)
    if (failure) {
      for (const placeholder of placeholders) if (!placeholder.removed) placeholder.remove()
      await Promise.all(entries.map(({ key }) => clearEntry(key)))
      return failure
    }
    if (isDrawing) figma.commitUndo()
    markLayers(
      entries,
      found.map(({ node }) => node),
    )
    return { entries }
  })
}
