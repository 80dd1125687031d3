/** A result goes to its target, exactly once however often it is ordered and whenever the plugin is closed. */
import type { Failure } from '../../contract/failures.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { ReplyTo } from '../../contract/messages.ts'
import type { Making } from '../../contract/provenance.ts'
import { documentId } from '../document/document-id.ts'
import { inTurn } from '../document/in-turn.ts'
import { findNode, findPage } from '../document/nodes.ts'
import { findByProvenance, readProvenance } from '../document/provenance.ts'
import { clearEntry, readEntry } from '../journal/journal.ts'
import { NOT_WRITTEN } from '../journal/storage.ts'
import { endWaiting, stopMarking } from '../marks/waiting-layers.ts'
import { placeBeside } from './place-beside.ts'
import { addImage, setImage } from './set-image.ts'

export type Placed = Pick<ReplyTo<'place-image'>, 'nodeId' | 'outcome'>
/** A result as the panel hands it over. */
export type Result = { key: string; generationId: string; credits: number | null; bytes: Uint8Array }

/** Layers of results placed since the plugin was opened, by key. */
const placedHere = new Map<string, string>()

/** Clears the journal entry once the image is on the canvas; a failure leaves the entry as it is. */
export function placeImage(result: Result): Promise<Placed | Failure> {
  return inTurn(result.key, async () => {
    const entry = await readEntry(result.key)
    const placed = entry ? await putOnCanvas(entry, result) : findPlaced(result.key)
    if ('code' in placed) return placed
    await stopMarking(result.key)
    if (!entry) return placed
    placedHere.set(entry.key, placed.nodeId)
    return (await clearEntry(entry.key)) ?? placed
  })
}

async function putOnCanvas(entry: JournalEntry, result: Result): Promise<Placed | Failure> {
  // Ids of another file mean nothing here; its results can still be placed, by hand.
  const isOwn = entry.documentId === documentId()
  const node = isOwn ? await findNode(entry.target.nodeId) : null
  const page = (isOwn ? await findPage(entry.target.place.pageId) : null) ?? figma.currentPage
  // The plugin may have been closed after the image was set and before the entry was cleared.
  const isOnIt = node && readProvenance(node)?.key === entry.key
  const earlier = isOnIt ? node : findByProvenance(page, entry.key)
  if (earlier) return { outcome: 'already-placed', nodeId: earlier.id }

  const image = await addImage(result.bytes)
  if ('code' in image) return image
  const making = makingOf(entry, result)
  return endWaiting(entry.key, page, async () => {
    if (node && (await setImage(node, image, making))) return { outcome: 'placed', nodeId: node.id }
    const there = node?.removed ? null : node
    const nodeId = await placeBeside(entry, { node: there, page, isOwn }, image, making)
    return nodeId === null ? NOT_WRITTEN : { outcome: 'placed-beside', nodeId }
  })
}

/** Of what was placed or dismissed before, here or in another window. */
function findPlaced(key: string): Placed {
  return { outcome: 'already-placed', nodeId: placedHere.get(key) ?? '' }
}

/** The relay's names of the references stand in the request: they were not known at the press. */
function makingOf(entry: JournalEntry, { generationId, credits }: Result): Making {
  const { key, prompt, aspectRatio, resolution, request, look } = entry
  const references = entry.references.map(({ maxPixels: _, uploadId, ...reference }, index) => ({
    ...reference,
    uploadId: uploadId ?? request?.references[index]?.upload_id ?? null,
  }))
  return { key, generationId, prompt, aspectRatio, resolution, references, look, credits }
}
