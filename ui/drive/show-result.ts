import type { Generation } from '../../contract/relay-api.ts'
import type { Shell } from '../shell.ts'
import { setThumbnail } from '../state/thumbnails.ts'
import { rememberThumbnail } from './remember-thumbnail.ts'
import { createSlots } from './slots.ts'

const FETCHES_AT_ONCE = 2
const inSlot = createSlots(FETCHES_AT_ONCE)
const asked = new WeakMap<Shell, Set<string>>()

/**
 * Gets a small picture of a finished image that is not on the canvas: the relay's, or one made of the image, once. Without
 * it the panel shows a blank, so a failure is left at that.
 */
export async function showResult(shell: Shell, generation: Generation): Promise<void> {
  const { relay, state, signal } = shell
  const known = asked.get(shell) ?? new Set()
  asked.set(shell, known)
  if (known.has(generation.id) || state.thumbnails.value.has(generation.id)) return
  known.add(generation.id)
  await inSlot(async () => {
    if (generation.has_thumbnail) {
      const small = await relay.readThumbnail(generation.id, signal)
      if (small.ok) {
        setThumbnail(state, generation.id, URL.createObjectURL(new Blob([small.value])))
        return
      }
    }
    const image = await relay.readImage(generation.id, 0, signal)
    if (image.ok) await rememberThumbnail(shell, generation, image.value)
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
