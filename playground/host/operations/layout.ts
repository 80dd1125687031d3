/** Keeping sizes right: groups that hug their children, texts that hug their letters. */
import { boundsOf, parentOf, relativeTransform } from '../geometry.ts'
import type { NodeRecord } from '../node-record.ts'
import type { Core } from './core.ts'

/** Moves a node; a group is nothing but its children, so they move. */
export function moveNode(core: Core, node: NodeRecord, dx: number, dy: number): void {
  shift(core, node, dx, dy)
  refitGroups(core, node.id)
}

function shift(core: Core, node: NodeRecord, dx: number, dy: number): void {
  core.store.write(node.id, { x: node.x + dx, y: node.y + dy })
  if (node.type !== 'GROUP') return
  for (const id of node.children) {
    const child = core.store.get(id)
    if (child !== undefined) shift(core, child, dx, dy)
  }
}

/** @param scale sizes by how much a group's children grow; others take the size alone */
export function resizeNode(core: Core, node: NodeRecord, width: number, height: number): void {
  const factorX = width / node.width
  const factorY = height / node.height
  core.store.write(node.id, { width, height })
  if (node.type === 'GROUP') {
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
  if (group.type !== 'GROUP') return
  const current = core.store.get(group.id)
  if (current === undefined) return
  const parent = parentOf(current, core.store.get)
  if (current.children.length === 0) core.store.remove(group.id)
  else core.store.write(group.id, hugChildren(core, current))
  if (parent !== undefined) refitGroup(core, parent)
}

function hugChildren(core: Core, group: NodeRecord): Pick<NodeRecord, 'x' | 'y' | 'width' | 'height'> {
  const boxes = group.children
    .map((id) => core.store.get(id))
    .filter((child) => child !== undefined)
    .map((child) =>
      boundsOf({ x: 0, y: 0, width: child.width, height: child.height }, relativeTransform(child)),
    )
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

export function refitText(core: Core, id: string): void {
  const node = core.store.get(id)
  if (node === undefined || node.textAutoResize === 'NONE' || node.textAutoResize === 'TRUNCATE') return
  const { width, height } = core.renderer.measureText(node)
  core.store.write(id, node.textAutoResize === 'HEIGHT' ? { height } : { width, height })
  refitGroups(core, id)
}
