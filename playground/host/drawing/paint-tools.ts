/** What paints are drawn with. */

import type { Matrix } from '../file/geometry.ts'
import type { DrawingContext, Picture } from './canvas.ts'

export type Shape = {
  width: number
  height: number
  /** Adds the outline to the current path, `outset` canvas units larger on each side. */
  trace(outset: number): void
  rule: 'nonzero' | 'evenodd'
}

export type PaintTools = {
  context: DrawingContext
  /** From the shape's own space to the surface's pixels. */
  matrix: Matrix
  alpha: number
  picture(hash: string): Picture | undefined
  /** The source of a pattern at a number of pixels for a unit, and its size in units; null when it is gone. */
  drawSource(nodeId: string, scale: number): { picture: Picture; width: number; height: number } | null
}
