import type { CanvasFact, CopyTarget } from '../../contract/canvas-orders.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { Making } from '../../contract/provenance.ts'
import type { Generation } from '../../contract/relay-api.ts'
import { fetchImage } from '../drive/fetch-image.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { announce, type Refusal, showFailure, showRefusals } from '../say.ts'
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

/** Fills layers with one image that the relay still has, all in one undo step. Nothing is paid. */
export async function fillWith(
  shell: Shell,
  generation: Generation,
  layers: readonly { nodeId: string; title: string }[],
): Promise<void> {
  const { state, bridge } = shell
  const image = await takeIntoFile(shell, generation, null)
  const making = makingOf(generation, null)
  const filled = image.ok
    ? await bridge.ask({
        type: 'fill-layers',
        fills: layers.map(({ nodeId }) => ({ nodeId, making, image: image.value })),
      })
    : image
  if (!filled.ok) return showFailure(state, filled.failure)
  const refusals: Refusal[] = []
  for (const [index, { nodeId, title: name }] of layers.entries()) {
    const failure = filled.value.results[index]?.failure
    if (failure) refusals.push({ name, failure })
    else noteShown(state, nodeId, generation.id)
  }
  showRefusals(state, refusals)
  announce(state, `Layers filled: ${layers.length - refusals.length}.`)
}

export type FileImage = { hash: string; width: number; height: number }

/** The image as the file has it from then on; no layer shows it yet. */
export async function takeIntoFile(
  shell: Shell,
  generation: Generation,
  entry: JournalEntry | null,
): Promise<Result<FileImage>> {
  const image = await fetchImage(shell, generation, entry)
  if (!image.ok) return image
  const added = await shell.bridge.ask({ type: 'add-images', images: [image.value] })
  if (!added.ok) return added
  const [known] = added.value.images
  if (!known) return refused({ code: 'sandbox_failed' })
  return 'code' in known ? refused(known) : succeeded(known)
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
