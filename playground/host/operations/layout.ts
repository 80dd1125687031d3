/** Keeping sizes right: groups that hug their children, texts that hug their letters. */
import type { Rect } from '@figma/plugin-typings/plugin-api-standalone'
import {
  boundsOf,
  fieldsOfTransform,
  invert,
  isDerived,
  type Matrix,
  multiply,
  parentOf,
  relativeTransform,
  union,
} from '../geometry.ts'
import type { NodeRecord } from '../node-record.ts'
import { mapPath, pathBounds } from '../vector-path.ts'
import type { Core } from './core.ts'

/** Puts a node where a transform says; a group and a boolean operation are nothing but what is in them, so that moves. */
export function placeNode(core: Core, node: NodeRecord, place: Matrix): void {
  const back = invert(relativeTransform(node))
  if (isDerived(node) && back !== null) carry(core, node, multiply(place, back))
  core.store.write(node.id, fieldsOfTransform(place))
  refitGroups(core, node.id)
}

function carry(core: Core, node: NodeRecord, change: Matrix): void {
  for (const id of node.children) {
    const child = core.store.get(id)
    if (child === undefined) continue
    core.store.write(id, fieldsOfTransform(multiply(change, relativeTransform(child))))
    if (isDerived(child)) carry(core, child, change)
  }
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

/** @param scale sizes by how much a group's children grow; others take the size alone */
export function resizeNode(core: Core, node: NodeRecord, width: number, height: number): void {
  const factorX = width / node.width
  const factorY = height / node.height
  const by = { dx: 0, dy: 0, scaleX: factorX, scaleY: factorY }
  const vectorPaths = node.vectorPaths.map((path) => ({ ...path, data: mapPath(path.data, by) }))
  core.store.write(node.id, { width, height, ...(vectorPaths.length > 0 && { vectorPaths }) })
  if (isDerived(node)) {
    for (const id of node.children) {
      const child = core.store.get(id)
      if (child === undefined) continue
      core.store.write(id, {
        x: node.x + (child.x - node.x) * factorX,
        y: node.y + (child.y - node.y) * factorY,
      })
      resizeNode(core, child, child.width * factorX, child.height * factorY)
    }
  }
  if (node.type === 'TEXT' && node.textAutoResize === 'WIDTH_AND_HEIGHT') {
    core.store.write(node.id, { textAutoResize: 'NONE' })
  }
  refitGroups(core, node.id)
}

/** Fits every group around the node to its children; a group left without children goes. */
export function refitGroups(core: Core, id: string): void {
  const node = core.store.get(id)
  const group = node === undefined ? undefined : parentOf(node, core.store.get)
  if (group !== undefined) refitGroup(core, group)
}

export function refitGroup(core: Core, group: NodeRecord): void {
  if (!isDerived(group)) return
  const current = core.store.get(group.id)
  if (current === undefined) return
  const parent = parentOf(current, core.store.get)
  if (current.children.length === 0) core.store.remove(group.id)
  else core.store.write(group.id, hugChildren(core, current))
  if (parent !== undefined) refitGroup(core, parent)
}

/** The box around the children, along the group's own axes. */
function hugChildren(core: Core, group: NodeRecord): Pick<NodeRecord, 'x' | 'y' | 'width' | 'height'> {
  const [[m00, m01], [m10, m11]] = relativeTransform(group)
  const axes: Matrix = [
    [m00, m01, 0],
    [m10, m11, 0],
  ]
  const upright = invert(axes)
  if (upright === null) return group
  const boxes = group.children
    .flatMap((id) => core.store.get(id) ?? [])
    .map((child) =>
      boundsOf(
        { x: 0, y: 0, width: child.width, height: child.height },
        multiply(upright, relativeTransform(child)),
      ),
    )
  const box = boxes.reduce<Rect | null>(union, null)
  if (box === null) return group
  return {
    x: m00 * box.x + m01 * box.y,
    y: m10 * box.x + m11 * box.y,
    width: box.width,
    height: box.height,
  }
}

export function refitText(core: Core, id: string): void {
  const node = core.store.get(id)
  if (node === undefined || node.textAutoResize === 'NONE' || node.textAutoResize === 'TRUNCATE') return
  const { width, height } = core.renderer.measureText(node)
  core.store.write(id, node.textAutoResize === 'HEIGHT' ? { height } : { width, height })
  refitGroups(core, id)
}
