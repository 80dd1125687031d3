/** What of a node is really drawn: null predicts that there is nothing to export. */
import type { Rect } from '@figma/plugin-typings/plugin-api-standalone'
import {
  absoluteBounds,
  absoluteTransform,
  boundsOf,
  type GetNode,
  intersection,
  parentOf,
  union,
} from '../file/geometry.ts'
import { isText, type NodeRecord } from '../file/node-record.ts'
import { splitByMasks } from './draw-mask.ts'
import { isVisiblePaint } from './visible-paint.ts'

/**
 * As Figma's `absoluteRenderBounds`: null when the node or a layer around it is hidden, or nothing is drawn. Cut by every
 * frame around it that clips, but not by masks. Of what lies wholly outside of such a frame Figma gives null or a box
 * without an area; here containers give null and others such a box, so that a plugin meets both.
 */
export function absoluteRenderBounds(node: NodeRecord, get: GetNode): Rect | null {
  // A slice draws nothing and is exported all the same: what the page shows in its box.
  const drawn = node.type === 'SLICE' && node.visible ? absoluteBounds(node, get) : drawnBounds(node, get)
  let seen: Rect | null = drawn
  for (let parent = parentOf(node, get); parent !== undefined; parent = parentOf(parent, get)) {
    if (!parent.visible) return null
    if (parent.clipsContent && seen !== null) seen = intersection(seen, absoluteBounds(parent, get))
  }
  if (seen !== null || drawn === null || node.children.length > 0) return seen
  return { x: drawn.x, y: drawn.y, width: 0, height: 0 }
}

/** What is drawn of the node itself, as if nothing around it clipped it. */
function drawnBounds(node: NodeRecord, get: GetNode): Rect | null {
  if (!node.visible || node.opacity === 0) return null
  const own = ownBounds(node, get)
  const inside = childrenBounds(node, get)
  if (node.type === 'BOOLEAN_OPERATION') return own
  if (inside === null) return own
  // A frame without a paint of its own is as large as it is, as soon as there is something in it to be seen.
  const box = isFrameLike(node) ? absoluteBounds(node, get) : null
  return union(union(own, box), node.clipsContent && box !== null ? intersection(inside, box) : inside)
}

function childrenBounds(node: NodeRecord, get: GetNode): Rect | null {
  const children = node.children.flatMap((id) => get(id) ?? [])
  return splitByMasks(children)
    .map(({ mask, masked }) => {
      const drawn = masked.map((child) => drawnBounds(child, get)).reduce(union, null)
      if (mask === null || drawn === null) return drawn
      const window = drawnBounds(mask, get)
      return window === null ? null : intersection(drawn, window)
    })
    .reduce(union, null)
}

function isFrameLike({ type }: NodeRecord): boolean {
  return ['FRAME', 'COMPONENT', 'COMPONENT_SET', 'INSTANCE', 'SECTION'].includes(type)
}

/** The node's own shape with its strokes and shadows. */
function ownBounds(node: NodeRecord, get: GetNode): Rect | null {
  if (node.type === 'SLICE' || (isText(node) && node.characters === '')) return null
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
