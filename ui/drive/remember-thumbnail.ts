import type { Generation } from '../../contract/relay-api.ts'
import { MAX_THUMBNAIL_BYTES, MAX_THUMBNAIL_SIDE_PX } from '../../contract/relay-api.ts'
import { bytesOf } from '../images/bytes-of.ts'
import type { Shell } from '../shell.ts'
import { setThumbnails } from '../state/thumbnails.ts'

/** Shows a small picture of the result in the panel and hands it to the relay for the history. The bytes are gone then. */
export async function rememberThumbnail(
  shell: Shell,
  generation: Generation,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const blob = await shell.images.makeThumbnail(bytes, MAX_THUMBNAIL_SIDE_PX, true)
  if (!blob) return
  setThumbnails(shell.state, new Map([[generation.id, blob]]))
  if (generation.has_thumbnail || blob.size > MAX_THUMBNAIL_BYTES) return
  const small = await bytesOf(blob)
  // Only the history's picture hangs on it, which the next look at the image makes again.
  const type = blob.type === 'image/webp' ? 'image/webp' : 'image/png'
  void shell.relay.saveThumbnail(generation.id, small, type).catch(() => undefined)
}
