/** Masks and boolean operations: layers that are seen through others. */
import type { Canvas, Composite, DrawingContext, Surface } from './canvas.ts'
import type { NodeRecord } from './node-record.ts'
import { isVisiblePaint } from './visible-paint.ts'

/** Where to draw: a context and the size of its surface in pixels. */
export type Target = { context: DrawingContext; width: number; height: number }

const COMBINE: Readonly<Record<NodeRecord['booleanOperation'], Composite>> = {
  UNION: 'source-over',
  SUBTRACT: 'destination-out',
  INTERSECT: 'destination-in',
  EXCLUDE: 'xor',
}

/** Lays a whole surface of the target's size over it. */
export function paste(
  target: Target,
  layer: Surface,
  alpha: number,
  operation: Composite = 'source-over',
): void {
  target.context.save()
  target.context.setTransform(1, 0, 0, 1, 0, 0)
  target.context.setAlpha(alpha)
  target.context.setComposite(operation)
  target.context.drawPicture(layer.picture, 0, 0, target.width, target.height)
  target.context.restore()
}

/** What `content` draws, where `stencil` draws anything, and as opaque as that. */
export function drawThrough(
  canvas: Canvas,
  target: Target,
  content: (layer: Target) => void,
  stencil: (layer: Target) => void,
  alpha = 1,
): void {
  const layer = canvas.createSurface(target.width, target.height)
  content(layer)
  const mask = canvas.createSurface(target.width, target.height)
  stencil(mask)
  paste(layer, mask, 1, 'destination-in')
  paste(target, layer, alpha)
}

/**
 * The outlines of the children combined from the bottom up. Each has a surface of its own: where a canvas combines less
 * than the whole of itself, engines differ.
 */
export function combineShapes(
  canvas: Canvas,
  target: Target,
  operation: NodeRecord['booleanOperation'],
  shapes: readonly ((layer: Target) => void)[],
): void {
  shapes.forEach((drawShape, index) => {
    const layer = canvas.createSurface(target.width, target.height)
    drawShape(layer)
    paste(target, layer, 1, index === 0 ? 'source-over' : COMBINE[operation])
  })
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
