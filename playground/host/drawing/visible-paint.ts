import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'

/** Whether a paint is there to be seen; an image that is missing counts, since its place is there. */
export function isVisiblePaint(paint: Paint): boolean {
  if (paint.visible === false || paint.opacity === 0) return false
  if (paint.type === 'VIDEO') return paint.videoHash !== null
  return paint.type !== 'IMAGE' || paint.imageHash !== null
}
