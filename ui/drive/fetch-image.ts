import type { JournalEntry } from '../../contract/journal.ts'
import type { Generation } from '../../contract/relay-api.ts'
import type { Result } from '../result.ts'
import type { Shell } from '../shell.ts'
import { finishImage } from './finish-image.ts'

/**
 * An image of the relay's as it goes onto a layer: around what was to be kept, or whole where it can't be.
 *
 * @param entry of its press; without it, it is taken as it is
 */
export async function fetchImage(
  shell: Shell,
  generation: Generation,
  entry: JournalEntry | null,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const { relay, persist, images, signal } = shell
  const fetched = await persist(() => relay.readImage(generation.id))
  if (!fetched.ok) return fetched
  const finished = entry && (await finishImage(shell, entry, generation, fetched.value, signal))
  if (finished?.ok === false) return finished
  const bytes = finished?.value ?? null
  return bytes ? { ok: true, value: bytes } : images.toFigmaImage(fetched.value, generation.images[0])
}
