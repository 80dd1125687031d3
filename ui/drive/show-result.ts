import { type Generation, MAX_THUMBNAILS_AT_ONCE } from '../../contract/relay-api.ts'
import { oneForEach } from '../one-for-each.ts'
import { succeeded } from '../result.ts'
import type { Shell } from '../shell.ts'
import { setThumbnails } from '../state/thumbnails.ts'
import { rememberThumbnail } from './remember-thumbnail.ts'
import { createSlots } from './slots.ts'

/** What is scrolled past within this time is never asked for, and what has come to rest is asked for together. */
const REST_MS = 150
const FETCHES_AT_ONCE = 2

type Gallery = { wanted: Map<string, Generation>; asked: Set<string>; isAsking: boolean }
const galleryOf = oneForEach(
  (_: Shell): Gallery => ({ wanted: new Map(), asked: new Set(), isAsking: false }),
)
const inSlot = createSlots(FETCHES_AT_ONCE)

/**
 * Gets a small picture of a finished image that is not on the canvas: the relay's, or one made of the image, once. Without
 * it the panel shows a blank, so a failure is left at that.
 *
 * @returns takes the wish back, as long as it was not asked for
 */
export function showResult(shell: Shell, generation: Generation): () => void {
  const gallery = galleryOf(shell)
  const { wanted, asked } = gallery
  const { id } = generation
  if (!asked.has(id) && !shell.state.thumbnails.value.has(id)) wanted.set(id, generation)
  void askForAll(shell, gallery).catch((error: unknown) => {
    if (!shell.signal.aborted) throw error
  })
  return () => wanted.delete(id)
}

async function askForAll(shell: Shell, gallery: Gallery): Promise<void> {
  if (gallery.isAsking) return
  gallery.isAsking = true
  try {
    while (gallery.wanted.size > 0) {
      await shell.pauses.pause(REST_MS, shell.signal)
      const page = [...gallery.wanted.values()].slice(0, MAX_THUMBNAILS_AT_ONCE)
      for (const { id } of page) {
        gallery.wanted.delete(id)
        gallery.asked.add(id)
      }
      await show(shell, page)
    }
  } finally {
    gallery.isAsking = false
  }
}

async function show(shell: Shell, page: readonly Generation[]): Promise<void> {
  const { relay, persist, state } = shell
  const ids = page.flatMap(({ id, has_thumbnail }) => (has_thumbnail ? [id] : []))
  const read = ids.length === 0 ? succeeded(new Map()) : await persist(() => relay.readThumbnails(ids))
  if (!read.ok) return
  setThumbnails(state, read.value)
  for (const generation of page) if (!read.value.has(generation.id)) void makeOne(shell, generation)
}

async function makeOne(shell: Shell, generation: Generation): Promise<void> {
  const { relay, signal } = shell
  await inSlot(async () => {
    const image = await relay.readImage(generation.id)
    if (image.ok) await rememberThumbnail(shell, generation, image.value)
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
