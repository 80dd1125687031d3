import type { CanvasFact, CopyTarget } from '../../contract/canvas-orders.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { Making } from '../../contract/provenance.ts'
import type { Generation } from '../../contract/relay-api.ts'
import { fetchImage } from '../drive/fetch-image.ts'
import { announce, showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import { noteShown } from '../state/shown.ts'
import { settingsOf } from './reuse.ts'

/**
 * Puts an image the relay still has on the canvas once more. Nothing is paid.
 *
 * @param entry of its press, for what it started from and was to be put around
 */
export async function placeCopy(
  shell: Shell,
  generation: Generation,
  target: CopyTarget,
  entry: JournalEntry | null = null,
): Promise<void> {
  const { state, bridge } = shell
  const image = await fetchImage(shell, generation, entry)
  const placed = image.ok
    ? await bridge.ask({
        type: 'place-copy',
        target,
        making: makingOf(generation, entry),
        bytes: image.value,
      })
    : image
  if (!placed.ok) return showFailure(state, placed.failure)
  noteShown(state, placed.value.nodeId, generation.id)
  announce(state, 'The image has been placed.')
}

/** Places an image of the history where it was dropped. */
export async function placeDropped(
  shell: Shell,
  { generationId, pageId, x, y }: Extract<CanvasFact, { type: 'image-dropped' }>,
): Promise<void> {
  const { state, relay, persist } = shell
  const found = await persist(() => relay.readGeneration(generationId))
  if (found.ok) await placeCopy(shell, found.value, { kind: 'at', pageId, x, y })
  else showFailure(state, found.failure)
}

/** How an image was made; where its press is known, with what the relay is not told of its references. */
export function makingOf(generation: Generation, entry: JournalEntry | null): Making {
  const { idempotency_key: key, id: generationId, credits } = generation
  const settings = settingsOf(generation)
  const references = entry?.references.map(({ maxPixels: _, ...reference }, index) => ({
    ...reference,
    uploadId: generation.references[index]?.upload_id ?? reference.uploadId,
  }))
  return {
    key,
    generationId,
    ...settings,
    references: references ?? settings.references,
    credits: credits.final,
  }
}
