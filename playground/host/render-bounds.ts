/** What of a node is really drawn: null predicts that there is nothing to export. */
import type { Paint, Rect } from '@figma/plugin-typings/plugin-api-standalone'
import { absoluteTransform, boundsOf, type GetNode, intersection, parentOf, union } from './geometry.ts'
import type { NodeRecord } from './node-record.ts'

/** As Figma's `absoluteRenderBounds`: null when the node or a layer around it is hidden, or nothing is drawn. */
export function absoluteRenderBounds(node: NodeRecord, get: GetNode): Rect | null {
  for (let parent = parentOf(node, get); parent !== undefined; parent = parentOf(parent, get)) {
    if (!parent.visible) return null
  }
  return drawnBounds(node, get)
}

export function isVisiblePaint(paint: Paint): boolean {
  if (paint.visible === false || paint.opacity === 0) return false
  if (paint.type === 'VIDEO') return paint.videoHash !== null
  return paint.type !== 'IMAGE' || paint.imageHash !== null
}

function drawnBounds(node: NodeRecord, get: GetNode): Rect | null {
  if (!node.visible || node.opacity === 0) return null
  let own = ownBounds(node, get)
  const children = node.children
    .map((id) => get(id))
    .map((child) => (child === undefined ? null : drawnBounds(child, get)))
    .reduce(union, null)
  if (!node.clipsContent || children === null) return union(own, children)
  const frame = boundsOf({ x: 0, y: 0, width: node.width, height: node.height }, absoluteTransform(node, get))
  own = union(own, intersection(children, frame))
  return own
}

/** The node's own shape with its strokes and shadows. */
function ownBounds(node: NodeRecord, get: GetNode): Rect | null {
  if (node.type === 'TEXT' && node.characters === '') return null
  const hasFill =
    node.fills.some(isVisiblePaint) || node.textRuns.some((run) => run.fills.some(isVisiblePaint))
  const hasStroke = node.strokes.some(isVisiblePaint) && node.strokeWeight > 0
  if (!hasFill && !hasStroke) return null
  const share = { INSIDE: 0, CENTER: 0.5, OUTSIDE: 1 }[node.strokeAlign]
  const outset = hasStroke ? node.strokeWeight * share : 0
  const shape = {
    x: -outset,
    y: -outset,
    width: node.width + 2 * outset,
    height: node.height + 2 * outset,
  }
  let bounds: Rect = shape
  for (const effect of node.effects) {
    if (effect.type !== 'DROP_SHADOW' || !effect.visible) continue
    const reach = effect.radius + (effect.spread ?? 0)
    bounds =
      union(bounds, {
        x: shape.x + effect.offset.x - reach,
        y: shape.y + effect.offset.y - reach,
        width: shape.width + 2 * reach,
        height: shape.height + 2 * reach,
      }) ?? bounds
  }
  return boundsOf(bounds, absoluteTransform(node, get))
}
