/** Moves and sizes a node with what follows from it inside; what is around it is fitted by `refit.ts`. */

import { mapPath } from '../drawing/vector-path.ts'
import { isPlacedByFrame } from '../file/auto-layout.ts'
import {
  fieldsOfTransform,
  invert,
  isDerived,
  type Matrix,
  multiply,
  parentOf,
  relativeTransform,
} from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import type { Core } from './core.ts'

/** A group and a boolean operation are nothing but what is in them, so that moves. */
export function putNode(core: Core, node: NodeRecord, place: Matrix): void {
  const back = invert(relativeTransform(node))
  if (isDerived(node) && back !== null) carry(core, node, multiply(place, back))
  core.store.write(node.id, fieldsOfTransform(place))
}

function carry(core: Core, node: NodeRecord, change: Matrix): void {
  for (const child of childrenOf(core, node)) {
    core.store.write(child.id, fieldsOfTransform(multiply(change, relativeTransform(child))))
    if (isDerived(child)) carry(core, child, change)
  }
}

/** What is in a group and a boolean operation grows with it; what is in a frame follows its constraints, if it is to. */
export function sizeNode(
  core: Core,
  node: NodeRecord,
  width: number,
  height: number,
  hasConstraints: boolean,
): void {
  if (width === node.width && height === node.height) return
  const factor = { x: width / node.width, y: height / node.height }
  const by = { dx: 0, dy: 0, scaleX: factor.x, scaleY: factor.y }
  const vectorPaths = node.vectorPaths.map((path) => ({ ...path, data: mapPath(path.data, by) }))
  core.store.write(node.id, { width, height, ...(vectorPaths.length > 0 && { vectorPaths }) })
  if (isDerived(node)) {
    for (const child of childrenOf(core, node)) {
      core.store.write(child.id, {
        x: node.x + (child.x - node.x) * factor.x,
        y: node.y + (child.y - node.y) * factor.y,
      })
      sizeNode(core, child, child.width * factor.x, child.height * factor.y, hasConstraints)
    }
  } else if (hasConstraints) followConstraints(core, node, node, { width, height })
}

/** @param container the frame, or a group in it: the constraints of what is in that are towards the frame */
function followConstraints(
  core: Core,
  container: NodeRecord,
  before: { width: number; height: number },
  after: { width: number; height: number },
): void {
  for (const child of childrenOf(core, container)) {
    if (isDerived(child)) followConstraints(core, child, before, after)
    if (isDerived(child) || isPlacedByFrame(child, parentOf(child, core.store.get))) continue
    const across = constrain(child.constraints.horizontal, child.x, child.width, before.width, after.width)
    const down = constrain(child.constraints.vertical, child.y, child.height, before.height, after.height)
    core.store.write(child.id, { x: across.start, y: down.start })
    const current = core.store.get(child.id)
    if (current !== undefined) sizeNode(core, current, across.side, down.side, true)
  }
}

const MIN_SIDE = 0.01

function constrain(
  constraint: NodeRecord['constraints']['horizontal'],
  start: number,
  side: number,
  before: number,
  after: number,
): { start: number; side: number } {
  const grown = after - before
  switch (constraint) {
    case 'MIN':
      return { start, side }
    case 'MAX':
      return { start: start + grown, side }
    case 'CENTER':
      return { start: start + grown / 2, side }
    case 'STRETCH':
      return { start, side: Math.max(MIN_SIDE, side + grown) }
    case 'SCALE':
      return { start: (start * after) / before, side: (side * after) / before }
  }
}

function childrenOf(core: Core, node: NodeRecord): NodeRecord[] {
  return node.children.flatMap((id) => core.store.get(id) ?? [])
}
