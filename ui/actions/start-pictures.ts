/** Small pictures of what targets start from, for those that are looked at. */
import { THUMBNAIL_PIXELS } from '../../contract/card-orders.ts'
import { makeStartThumbnail } from '../drive/read-start-picture.ts'
import { createSlots } from '../drive/slots.ts'
import { oneForEach } from '../one-for-each.ts'
import type { Shell } from '../shell.ts'
import { noteLost } from '../state/lost-pictures.ts'
import type { PlannedTarget } from '../targets/plan-targets.ts'

/** So many at a time: the sandbox draws them in the thread that draws the canvas. */
const AT_ONCE = 4
const SIDE_PX = 64
/** More than are ever looked at; those that were shown first go. */
const MOST_KEPT = 600

const queueOf = oneForEach((_: Shell) => ({ asked: new Set<string>(), inTurn: createSlots(AT_ONCE) }))

/** Makes those that are not there yet, in this order. Each is asked for once, also when it can't be had. */
export async function showStartPictures(shell: Shell, targets: readonly PlannedTarget[]): Promise<void> {
  const { state } = shell
  const { asked, inTurn } = queueOf(shell)
  await Promise.all(
    targets.map(async ({ id, start: reference, pictureKey }) => {
      const isKnown = state.startPictures.value.has(pictureKey) || asked.has(pictureKey)
      if (!reference || reference.start.kind === 'file' || reference.uploadId !== null || isKnown) return
      const { start } = reference
      asked.add(pictureKey)
      const made = await inTurn(() => makeStartThumbnail(shell, id, start, THUMBNAIL_PIXELS, SIDE_PX))
      asked.delete(pictureKey)
      if (!made.ok) noteLost(state, made.failure, pictureKey)
      const url = made.ok ? URL.createObjectURL(made.value) : null
      state.startPictures.value = keepNewest(new Map(state.startPictures.value).set(pictureKey, url))
    }),
  )
}

function keepNewest(pictures: Map<string, string | null>): Map<string, string | null> {
  for (const [key, url] of pictures) {
    if (pictures.size <= MOST_KEPT) break
    if (url !== null) URL.revokeObjectURL(url)
    pictures.delete(key)
  }
  return pictures
}

/** What lies below a layer is another picture once something has changed there. */
export function forgetPicturesBelow({ state }: Shell) {
  const kept = [...state.startPictures.value].filter(([key]) => !key.startsWith('below '))
  if (kept.length < state.startPictures.value.size) state.startPictures.value = new Map(kept)
}
