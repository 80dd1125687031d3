/** Keeping right what follows from others: groups that hug, auto layout that places, texts that hug their letters. */
import type { Rect } from '@figma/plugin-typings/plugin-api-standalone'
import { computeLayout, hasAutoLayout } from '../file/auto-layout.ts'
import {
  boundsOf,
  invert,
  isDerived,
  type Matrix,
  multiply,
  parentOf,
  relativeTransform,
  union,
} from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import type { Core } from './core.ts'
import { putNode, sizeNode } from './place-quietly.ts'

/** Smaller changes are rounding. */
const EVEN = 1e-6

/** After a change of the node itself: what is in it, and everything around it. */
export function refit(core: Core, id: string): void {
  const node = core.store.get(id)
  if (node === undefined) return
  const parent = parentOf(node, core.store.get)
  if (hasAutoLayout(node)) refitContainer(core, node)
  else if (parent !== undefined) refitContainer(core, parent)
}

/** After a change among its children. A group left without any goes. */
export function refitContainer(core: Core, container: NodeRecord): void {
  let id: string | null = container.id
  while (id !== null) {
    const node: NodeRecord | undefined = core.store.get(id)
    if (node === undefined) return
    if (isDerived(node)) hug(core, node)
    else if (hasAutoLayout(node)) {
      const outermost = outermostLayout(core, node)
      layOut(core, outermost)
      id = outermost.parentId
      continue
    }
    id = node.parentId
  }
}

function outermostLayout(core: Core, frame: NodeRecord): NodeRecord {
  const parent = parentOf(frame, core.store.get)
  return hasAutoLayout(parent) && frame.layoutPositioning === 'AUTO' ? outermostLayout(core, parent) : frame
}

function layOut(core: Core, root: NodeRecord): void {
  const measure = (node: NodeRecord, width: number) => core.renderer.measureText({ ...node, width })
  for (const { id, x, y, width, height } of computeLayout(root, core.store.get, measure)) {
    const node = core.store.get(id)
    if (node === undefined) continue
    const isSameSize = Math.abs(node.width - width) < EVEN && Math.abs(node.height - height) < EVEN
    if (!isSameSize) sizeNode(core, node, width, height, true)
    const current = core.store.get(id) ?? node
    if (Math.abs(current.x - x) < EVEN && Math.abs(current.y - y) < EVEN) continue
    const [[m00, m01], [m10, m11]] = relativeTransform(current)
    putNode(core, current, [
      [m00, m01, x],
      [m10, m11, y],
    ])
  }
}

function hug(core: Core, group: NodeRecord): void {
  if (group.children.length === 0) core.store.remove(group.id)
  else core.store.write(group.id, boxOfChildren(core, group))
}

/** The box around the children, along the group's own axes. */
function boxOfChildren(core: Core, group: NodeRecord): Pick<NodeRecord, 'x' | 'y' | 'width' | 'height'> {
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
  refit(core, id)
}
