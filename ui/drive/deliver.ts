import type { Failure } from '../../contract/failures.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { Generation } from '../../contract/relay-api.ts'
import type { Run, RunEvent } from '../runs/run.ts'
import type { Shell } from '../shell.ts'
import { finishImage } from './finish-image.ts'
import { readGeneration } from './read-generation.ts'
import { rememberThumbnail } from './remember-thumbnail.ts'
import type { Runs } from './runs.ts'
import type { Slots } from './slots.ts'

/**
 * Fetches a finished image, makes it one that Figma takes, and has it placed. A fetched image keeps its slot until it is
 * placed, so that never more than a few are in memory, and they are placed one at a time.
 */
export function deliver(
  shell: Shell,
  runs: Runs,
  slots: { fetching: Slots; placing: Slots },
  { entry, state }: Run,
  generation: Generation,
  signal: AbortSignal,
): Promise<RunEvent> {
  return slots.fetching(async () => {
    const fetched = await shell.persist(() => shell.relay.readImage(generation.id, signal), signal)
    if (!fetched.ok) return explainMissing(shell, entry, generation, fetched.failure, signal)
    const isWhole = state.phase === 'fetching' && state.isWhole
    const image = isWhole
      ? await shell.images.toFigmaImage(fetched.value, generation.images[0])
      : await finishImage(shell, entry, generation, fetched.value, signal)
    signal.throwIfAborted()
    if (!image.ok) return { type: 'failed', failure: image.failure }
    const { value: bytes } = image
    if (!bytes) return { type: 'came-unfit' }
    runs.dispatch(entry.key, { type: 'image-fetched' })
    const placed = await slots.placing(() =>
      shell.bridge.ask({
        type: 'place-image',
        key: entry.key,
        generationId: generation.id,
        credits: generation.credits.final,
        bytes,
      }),
    )
    // The picture in the list can wait; the one on the canvas could not.
    void rememberThumbnail(shell, generation, bytes)
    if (!placed.ok) return { type: 'failed', failure: placed.failure }
    return { type: 'image-placed', nodeId: placed.value.nodeId, outcome: placed.value.outcome }
  })
}

/** Without its images at the relay there is nothing left to fetch; that they are not there, only the generation can say. */
async function explainMissing(
  shell: Shell,
  entry: JournalEntry,
  generation: Generation,
  failure: Failure,
  signal: AbortSignal,
): Promise<RunEvent> {
  if (failure.code !== 'not_found') return { type: 'failed', failure }
  const told = await readGeneration(shell, entry, generation.id, signal)
  if (told.type !== 'relay-told') return told
  const isThere = told.generation.images.length > 0
  return { type: 'failed', failure: isThere ? { ...failure, code: 'internal' } : failure }
}
