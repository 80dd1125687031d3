/** Copies of nodes: clones, and instances with their component's layers. */
import type { NodeRecord } from '../file/node-record.ts'
import type { Core } from './core.ts'

/** A copy of a node and all in it beside the original; returns the copy's id. */
export function cloneNode(core: Core, node: NodeRecord, parentId: string): string {
  const id = core.store.nextId()
  core.store.add({ ...node, id, parentId, children: [], mirroredId: null })
  for (const childId of node.children) {
    const child = core.store.get(childId)
    if (child === undefined) continue
    if (node.type === 'INSTANCE') mirror(core, child, child.mirroredId ?? child.id, id, id)
    else cloneNode(core, child, id)
  }
  return id
}

/** An instance of a component at its place; returns the instance's id. */
export function instantiate(core: Core, component: NodeRecord, parentId: string): string {
  const id = core.store.nextId()
  core.store.add({
    ...component,
    id,
    type: 'INSTANCE',
    parentId,
    children: [],
    pluginData: {},
    sharedPluginData: {},
    relaunchData: {},
    mainComponentId: component.id,
    overriddenFields: [],
  })
  mirrorChildren(core, component, id, id)
  return id
}

/** Layers of an instance have ids made of the instance's and their original's: "I12:3;4:1". */
function mirror(
  core: Core,
  source: NodeRecord,
  mirroredId: string,
  parentId: string,
  instanceId: string,
): void {
  const id = `I${instanceId};${mirroredId}`
  core.store.add({ ...source, id, parentId, children: [], mirroredId })
  for (const childId of source.children) {
    const child = core.store.get(childId)
    if (child !== undefined) mirror(core, child, child.mirroredId ?? child.id, id, instanceId)
  }
}

function mirrorChildren(core: Core, source: NodeRecord, parentId: string, instanceId: string): void {
  for (const childId of source.children) {
    const child = core.store.get(childId)
    if (child !== undefined) mirror(core, child, child.id, parentId, instanceId)
  }
}

/** Turns an instance into a frame with plain layers of its own; returns the frame's id. */
export function detach(core: Core, instance: NodeRecord): string {
  const id = core.store.nextId()
  const siblings = instance.parentId === null ? undefined : core.store.get(instance.parentId)?.children
  const index = siblings?.indexOf(instance.id)
  core.store.add({ ...instance, id, type: 'FRAME', children: [], mainComponentId: null }, index)
  for (const childId of instance.children) {
    const child = core.store.get(childId)
    if (child !== undefined) copyPlain(core, child, id)
  }
  core.store.remove(instance.id)
  return id
}

function copyPlain(core: Core, source: NodeRecord, parentId: string): void {
  const id = core.store.nextId()
  core.store.add({ ...source, id, parentId, children: [], mirroredId: null, overriddenFields: [] })
  for (const childId of source.children) {
    const child = core.store.get(childId)
    if (child !== undefined) copyPlain(core, child, id)
  }
}
