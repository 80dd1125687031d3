/** Moving and sizing nodes as a plugin asks for it, with everything that follows. */

import { mapPath, pathBounds } from '../drawing/vector-path.ts'
import { hasAutoLayout, isPlacedByFrame } from '../file/auto-layout.ts'
import { type Matrix, parentOf, relativeTransform } from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import type { Core } from './core.ts'
import { putNode, sizeNode } from './place-quietly.ts'
import { refit } from './refit.ts'

/** Puts a node where a transform says; where a frame places it, only the rotation lasts. */
export function placeNode(core: Core, node: NodeRecord, place: Matrix): void {
  putNode(core, node, place)
  refit(core, node.id)
}

/** A side that is set is fixed from then on, whatever it followed before. */
export function resizeNode(
  core: Core,
  node: NodeRecord,
  width: number,
  height: number,
  hasConstraints: boolean,
): void {
  const parent = parentOf(node, core.store.get)
  const isWider = width !== node.width
  const isHigher = height !== node.height
  const fixed: Partial<NodeRecord> = {}
  if (hasAutoLayout(node)) {
    const isRow = node.layoutMode === 'HORIZONTAL'
    if (isRow ? isWider : isHigher) fixed.primaryAxisSizingMode = 'FIXED'
    if (isRow ? isHigher : isWider) fixed.counterAxisSizingMode = 'FIXED'
  }
  if (isPlacedByFrame(node, parent)) {
    const isInRow = parent?.layoutMode === 'HORIZONTAL'
    if (isInRow ? isWider : isHigher) fixed.layoutGrow = 0
    if ((isInRow ? isHigher : isWider) && node.layoutAlign === 'STRETCH') fixed.layoutAlign = 'INHERIT'
  }
  if (node.type === 'TEXT' && node.textAutoResize === 'WIDTH_AND_HEIGHT') fixed.textAutoResize = 'NONE'
  if (Object.keys(fixed).length > 0) core.store.write(node.id, fixed)
  sizeNode(core, { ...node, ...fixed }, width, height, hasConstraints)
  refit(core, node.id)
}

/** The node that its paths ask for: as large as they are, and where they are. */
export function fieldsOfPaths(node: NodeRecord, paths: NodeRecord['vectorPaths']): Partial<NodeRecord> {
  const { x, y, width, height } = pathBounds(paths)
  const [[m00, m01], [m10, m11]] = relativeTransform(node)
  const by = { dx: -x, dy: -y, scaleX: 1, scaleY: 1 }
  return {
    vectorPaths: paths.map((path) => ({ ...path, data: mapPath(path.data, by) })),
    x: node.x + m00 * x + m01 * y,
    y: node.y + m10 * x + m11 * y,
    width,
    height,
  }
}
