import type { Size } from '../../contract/model.ts'

/** `size` scaled down, sides in whole pixels and at least 1, to at most `maxPixels` in all; never scaled up. */
export function fitWithin(size: Size, maxPixels: number): Size {
  return scaleDown(size, Math.sqrt(maxPixels / (size.width * size.height)))
}

/** `size` scaled down, sides in whole pixels and at least 1, to at most `maxSidePx` a side; never scaled up. */
export function fitWithinSide(size: Size, maxSidePx: number): Size {
  return scaleDown(size, maxSidePx / Math.max(size.width, size.height))
}

function scaleDown({ width, height }: Size, factor: number): Size {
  if (factor >= 1) return { width, height }
  // Rounding up could overstep the limit that was asked for.
  return { width: Math.max(1, Math.floor(width * factor)), height: Math.max(1, Math.floor(height * factor)) }
}
