/** By which factor a layer is exported, and by which again when the PNG was too large. */
import { MAX_REFERENCE_BYTES, referenceScale, type Size } from '../../contract/model.ts'

/** Figma refuses very long images; this is what it takes for sure, being the limit for images it reads. */
const MAX_SIDE_PX = 4096
/** The smallest factor Figma exports with. */
const MIN_SCALE = 0.01

/** @param size of what is drawn, shadows included, in canvas units; sides above 0 */
export function exportScale(size: Size, maxPixels: number): number {
  const longest = Math.max(size.width, size.height)
  return Math.max(MIN_SCALE, Math.min(referenceScale(size, maxPixels), MAX_SIDE_PX / longest))
}

/**
 * A PNG's bytes grow at most with its pixels, so the root of the excess is enough in theory; a tenth less makes a third
 * try rare. Without a size (Figma refused to export at all) it is half.
 */
export function smallerScale(scale: number, bytes: number | null): number {
  return bytes === null ? scale / 2 : scale * Math.sqrt(MAX_REFERENCE_BYTES / bytes) * 0.9
}
