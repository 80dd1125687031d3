/** Masks and boolean operations: layers that are seen through others. */
import type { Rect } from '@figma/plugin-typings/plugin-api-standalone'
import type { Matrix } from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import type { Canvas, Composite, DrawingContext, Surface } from './canvas.ts'
import { isVisiblePaint } from './visible-paint.ts'

/** Where to draw: a context and the size of its surface in pixels. */
export type Target = { context: DrawingContext; width: number; height: number }

const COMBINE: Readonly<Record<NodeRecord['booleanOperation'], Composite>> = {
  UNION: 'source-over',
  SUBTRACT: 'destination-out',
  INTERSECT: 'destination-in',
  EXCLUDE: 'xor',
}

/** Part of a target with a surface of its own; `shift` leads from the target's pixels to the surface's. */
export type Layer = Target & { surface: Surface; x: number; y: number; shift: Matrix }

/** @returns null when nothing of the box, in the target's pixels, is on the target */
export function openLayer(canvas: Canvas, target: Target, box: Rect): Layer | null {
  const x = Math.max(0, Math.floor(box.x))
  const y = Math.max(0, Math.floor(box.y))
  const width = Math.min(target.width, Math.ceil(box.x + box.width)) - x
  const height = Math.min(target.height, Math.ceil(box.y + box.height)) - y
  if (!(width > 0 && height > 0)) return null
  const surface = canvas.createSurface(width, height)
  const shift: Matrix = [
    [1, 0, -x],
    [0, 1, -y],
  ]
  return { context: surface.context, width, height, surface, x, y, shift }
}

/** Lays a layer over its target. */
export function paste(
  target: Target,
  layer: Layer,
  alpha: number,
  operation: Composite = 'source-over',
): void {
  target.context.save()
  target.context.setTransform(1, 0, 0, 1, 0, 0)
  target.context.setAlpha(alpha)
  target.context.setComposite(operation)
  target.context.drawPicture(layer.surface.picture, layer.x, layer.y, layer.width, layer.height)
  target.context.restore()
}

/** What `content` draws, where `stencil` draws anything, and as opaque as that. Nothing of it is outside of the box. */
export function drawThrough(
  canvas: Canvas,
  target: Target,
  box: Rect,
  content: (layer: Layer) => void,
  stencil: (layer: Layer) => void,
  alpha = 1,
): void {
  const layer = openLayer(canvas, target, box)
  if (layer === null) return
  content(layer)
  combine(canvas, layer, 'destination-in', stencil)
  paste(target, layer, alpha)
}

/**
 * The outlines of the children combined from the bottom up. Each has a surface of its own: where a canvas combines less
 * than the whole of itself, engines differ.
 */
export function combineShapes(
  canvas: Canvas,
  layer: Layer,
  operation: NodeRecord['booleanOperation'],
  shapes: readonly ((part: Layer) => void)[],
): void {
  shapes.forEach((drawShape, index) => {
    combine(canvas, layer, index === 0 ? 'source-over' : COMBINE[operation], drawShape)
  })
}

/** Draws on a surface as large as the layer's, and lays that over the layer. */
function combine(canvas: Canvas, layer: Layer, operation: Composite, draw: (part: Layer) => void): void {
  const surface = canvas.createSurface(layer.width, layer.height)
  draw({ ...layer, surface, context: surface.context })
  paste(layer, { ...layer, surface, x: 0, y: 0 }, 1, operation)
}

/** Children in runs: those without a mask, and those that a mask below them masks, until the next one. A hidden mask masks nothing. */
export function splitByMasks(
  children: readonly NodeRecord[],
): { mask: NodeRecord | null; masked: readonly NodeRecord[] }[] {
  const runs: { mask: NodeRecord | null; masked: NodeRecord[] }[] = [{ mask: null, masked: [] }]
  for (const child of children) {
    if (child.isMask && child.visible) runs.push({ mask: child, masked: [] })
    else runs[runs.length - 1]?.masked.push(child)
  }
  return runs
}

const OUTLINED = ['RECTANGLE', 'ELLIPSE', 'POLYGON', 'STAR', 'VECTOR']

/** Whether a mask is as opaque as its outline, so that a clip does what a stencil would, at a tenth of the cost. */
export function isOutlineMask(node: NodeRecord): boolean {
  if (!OUTLINED.includes(node.type) || node.opacity < 1 || node.strokes.some(isVisiblePaint)) return false
  return (
    node.maskType === 'VECTOR' ||
    node.fills.some(
      (paint) => paint.type === 'SOLID' && paint.visible !== false && (paint.opacity ?? 1) === 1,
    )
  )
}
