import type { Size } from '../../contract/model.ts'

/**
 * `size` scaled down, sides in whole pixels and at least 1, to at most `maxPixels` in all and `maxSidePx` a side; never
 * scaled up.
 */
export function fitInto({ width, height }: Size, maxPixels: number, maxSidePx: number): Size {
  const factor = Math.min(Math.sqrt(maxPixels / (width * height)), maxSidePx / Math.max(width, height))
  if (factor >= 1) return { width, height }
  // Rounding up could overstep the limit that was asked for.
  return { width: Math.max(1, Math.floor(width * factor)), height: Math.max(1, Math.floor(height * factor)) }
}
