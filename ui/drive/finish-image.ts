import type { JournalEntry } from '../../contract/journal.ts'
import type { Generation } from '../../contract/relay-api.ts'
import { extendingOf, isLastPart } from '../parts.ts'
import { type Result, succeeded } from '../result.ts'
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
  const extending = extendingOf(entry)
  if (extending === null || !isLastPart(entry)) return shell.images.toFigmaImage(bytes, image)
  const extended = await extendPicture(shell, entry, extending, [bytes], signal)
  // What can't be fitted is offered as it is: it is paid.
  if (!extended.ok || extended.value.kind !== 'whole') return succeeded(null)
  return succeeded(new Uint8Array(await extended.value.blob.arrayBuffer()))
}
