import type { Size } from '../../contract/model.ts'
import type { Crop } from '../../contract/start-pictures.ts'

/** A part of a picture in whole pixels, at least one; all of it without a crop. */
export function cropIn({ width, height }: Size, crop: Crop | null): Size & { x: number; y: number } {
  if (!crop) return { x: 0, y: 0, width, height }
  const x = side(crop.x, crop.width, width)
  const y = side(crop.y, crop.height, height)
  return { x: x.start, y: y.start, width: x.length, height: y.length }
}

function side(from: number, length: number, all: number) {
  const start = Math.min(all - 1, Math.max(0, Math.round(from * all)))
  return { start, length: Math.min(all - start, Math.max(1, Math.round(length * all))) }
}
