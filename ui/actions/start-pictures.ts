/** Small pictures of what targets start from, for those that are looked at. */
import { THUMBNAIL_PIXELS } from '../../contract/card-orders.ts'
import { fitStartPicture } from '../images/fit-start-picture.ts'
import { oneForEach } from '../one-for-each.ts'
import type { Shell } from '../shell.ts'
import { noteLost } from '../state/lost-pictures.ts'
import type { PlannedTarget } from '../targets/plan-targets.ts'

/** So many at a time: the sandbox draws them in the thread that draws the canvas. */
const AT_ONCE = 4
const SIDE_PX = 64
/** More than are ever looked at; those that were shown first go. */
const MOST_KEPT = 600

const askedFor = oneForEach((_: Shell) => new Set<string>())

/** Makes those that are not there yet, in this order. Each is asked for once, also when it can't be had. */
export async function showStartPictures(shell: Shell, targets: readonly PlannedTarget[]): Promise<void> {
  const asked = askedFor(shell)
  const wanted = targets.filter(({ start, pictureKey }) => {
    const isKnown = shell.state.startPictures.value.has(pictureKey) || asked.has(pictureKey)
    if (!start || start.start.kind === 'file' || start.uploadId !== null || isKnown) return false
    asked.add(pictureKey)
    return true
  })
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    await showPortion(shell, wanted.slice(from, from + AT_ONCE))
    for (const { pictureKey } of wanted.slice(from, from + AT_ONCE)) asked.delete(pictureKey)
  }
}

async function showPortion(
  { bridge, images, state }: Shell,
  portion: readonly PlannedTarget[],
): Promise<void> {
  const read = await bridge.ask({
    type: 'read-start-pictures',
    pictures: portion.flatMap(({ id, start }) =>
      !start || start.start.kind === 'file'
        ? []
        : [{ targetId: id, start: start.start, maxPixels: THUMBNAIL_PIXELS }],
    ),
  })
  const made = await Promise.all(
    portion.map(async ({ id, pictureKey }): Promise<[string, string | null]> => {
      const picture = read.ok ? read.value.pictures.find(({ targetId }) => targetId === id) : undefined
      if (!picture) return [pictureKey, null]
      const fitted = await fitStartPicture(images, picture, THUMBNAIL_PIXELS)
      const blob = fitted.ok ? await images.makeThumbnail(fitted.value.bytes, SIDE_PX, true) : null
      return [pictureKey, blob ? URL.createObjectURL(blob) : null]
    }),
  )
  const refusals = read.ok ? read.value.refusals : []
  for (const { targetId, failure } of refusals) {
    noteLost(state, failure, portion.find(({ id }) => id === targetId)?.pictureKey ?? '')
  }
  state.startPictures.value = keepNewest(new Map([...state.startPictures.value, ...made]))
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
