import type { JournalEntry } from '../../contract/journal.ts'
import type { Generation } from '../../contract/relay-api.ts'
import type { Crop } from '../../contract/start-pictures.ts'
import { bytesOf } from '../images/bytes-of.ts'
import { type Result, succeeded } from '../result.ts'
import { extendingOf, isLastPart } from '../runs/parts.ts'
import type { Shell } from '../shell.ts'
import { extendPicture } from './extend.ts'

/** A result as it goes onto its layer; null when it came back too different to be put around what was to be kept. */
export async function finishImage(
  shell: Shell,
  entry: JournalEntry,
  { images: [image] }: Generation,
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer> | null>> {
  const part = areaOf(entry)
  if (part) return finishArea(shell, entry, part, bytes, signal)
  const extending = extendingOf(entry)
  if (!extending || !isLastPart(entry)) return shell.images.toFigmaImage(bytes, image)
  const extended = await extendPicture(shell, entry, extending, [bytes], signal)
  // What can't be fitted is offered as it is: it is paid.
  if (!extended.ok || extended.value.kind !== 'whole') return succeeded(null)
  return succeeded(await bytesOf(extended.value.blob))
}

/** An area is matched to what was sent around it, which the relay has: the page may look otherwise by now. */
async function finishArea(
  { relay, persist, images }: Shell,
  { references: [first], request }: JournalEntry,
  part: Crop,
  came: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer> | null>> {
  const id = first?.uploadId ?? request?.references[0]?.upload_id ?? ''
  const sent = await persist(() => relay.readUpload(id, signal), signal)
  const fitted = sent.ok ? await images.fitArea({ sent: sent.value, part, came }) : null
  return succeeded(fitted?.kind === 'whole' ? await bytesOf(fitted.blob) : null)
}

function areaOf({ references: [first] }: JournalEntry): Crop | null {
  return (first?.start?.kind === 'below' && first.start.surroundings?.part) || null
}
