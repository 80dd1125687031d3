/** Where new images go on the canvas. Canvas units; x grows to the right, y downwards. */
import type { Size } from '../../contract/model.ts'
import { type Box, intersect } from '../slots/layer.ts'

/** Between a new image and its neighbour. */
export const GAP = 40

/** Sides in whole units, of the given ratio and about the given area; never 0. */
export function sizeOfRatio(ratio: number, area: number): Size {
  const height = Math.sqrt(area / ratio)
  return { width: Math.max(1, Math.round(height * ratio)), height: Math.max(1, Math.round(height)) }
}

/** A box of `size` around the middle of `box`, at whole units. */
export function centreIn(box: Box, size: Size): Box {
  return {
    ...size,
    x: Math.round(box.x + (box.width - size.width) / 2),
    y: Math.round(box.y + (box.height - size.height) / 2),
  }
}

/** `wanted`, moved to the right past whatever it would cover. */
export function moveRightUntilFree(wanted: Box, obstacles: readonly Box[]): Box {
  const box = { ...wanted }
  // Ends: x only grows, so that each obstacle stops it once at most.
  for (;;) {
    const hit = obstacles.find((other) => intersect(box, other))
    if (!hit) return box
    box.x = hit.x + hit.width + GAP
  }
}
