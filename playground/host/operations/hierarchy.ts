/** Where nodes hang: parents, children, pages, and moving between them. */
import * as v from 'valibot'
import type { NodeRecord } from '../file/node-record.ts'
import { parseField } from '../file/paints.ts'
import {
  isInsideInstance,
  type MakeOperations,
  type Run,
  refOf,
  requireEditable,
  requireLoaded,
  requireNode,
} from './core.ts'
import { refitContainer } from './refit.ts'
import { unorderSelection } from './unorder-selection.ts'

/** @param index null for on top */
export function moveInto(
  run: Run,
  parent: NodeRecord,
  child: NodeRecord,
  index: number | null,
  doing: string,
): void {
  requireEditable(run, doing)
  if (parent.type === 'INSTANCE' || isInsideInstance(run, parent)) {
    throw new Error(`in ${doing}: Cannot move node. New parent is an instance or is inside of an instance`)
  }
  if (isInsideInstance(run, child)) {
    throw new Error(`in ${doing}: Cannot move node. The node is inside of an instance`)
  }
  if ((parent.type === 'DOCUMENT') !== (child.type === 'PAGE')) {
    throw new Error(`in ${doing}: Cannot move node. A ${parent.type} can not hold a ${child.type}`)
  }
  if (run.store.walk(child.id).includes(parent.id)) {
    throw new Error(`in ${doing}: Cannot move node. The new parent is inside of the node`)
  }
  requireLoaded(run, parent.id, doing)
  const before = child.parentId === null ? undefined : run.store.get(child.parentId)
  if (before !== undefined) {
    run.store.write(before.id, { children: before.children.filter((id) => id !== child.id) })
  }
  const siblings = run.store.get(parent.id)?.children ?? []
  const place = index ?? siblings.length
  if (!Number.isInteger(place) || place < 0 || place > siblings.length) {
    throw new Error(`in ${doing}: The index ${place} is out of range`)
  }
  run.store.write(parent.id, { children: [...siblings.slice(0, place), child.id, ...siblings.slice(place)] })
  run.store.write(child.id, { parentId: parent.id })
  if (before !== undefined && before.id !== parent.id) refitContainer(run, before)
  refitContainer(run, parent)
}

export const hierarchyOperations: MakeOperations = (run) => ({
  'get-node': (id: string, field: string) => {
    const node = requireNode(run, id, `get_${field}`)
    if (field === 'mainComponent') {
      throw new Error(
        'in get_mainComponent: Cannot call with documentAccess: dynamic-page. Use node.getMainComponentAsync instead.',
      )
    }
    if (field === 'defaultVariant') {
      const variant = run.store.get(node.children[0] ?? '')
      return variant === undefined ? null : refOf(variant)
    }
    const parent = node.parentId === null ? undefined : run.store.get(node.parentId)
    return parent === undefined ? null : refOf(parent)
  },
  'get-nodes': (id: string, field: string) => {
    const node = requireNode(run, id, `get_${field}`)
    if (node.type !== 'DOCUMENT') requireLoaded(run, id, `get_${field}`)
    const ids =
      field === 'selection'
        ? unorderSelection(run.selections.get(id) ?? [], run.store.walk(id))
        : node.children
    return ids
      .map((child) => requireNode(run, child, `get_${field}`))
      .filter((child) => !isSkipped(run, child))
      .map(refOf)
  },
  'set-skip-invisible': (isSkipping: unknown) => {
    run.skipsInvisible = parseField(v.boolean(), isSkipping, 'set_skipInvisibleInstanceChildren', 'value')
  },
  'set-nodes': (id: string, field: string, ids: unknown) => {
    if (field !== 'selection')
      throw new TypeError(`in set_${field}: Cannot assign to read only property '${field}'`)
    if (!Array.isArray(ids) || ids.some((entry) => typeof entry !== 'string')) {
      throw new TypeError('in set_selection: Expected an array of nodes')
    }
    for (const entry of ids as string[]) {
      requireNode(run, entry, 'set_selection')
      if (run.store.pageOf(entry)?.id !== id) {
        throw new Error('in set_selection: The selection of a page can only include nodes in that page')
      }
    }
    run.select(id, ids as string[])
  },
  'find-nodes': (
    id: string,
    criteria: { types?: readonly string[]; pluginData?: { keys?: readonly string[] } },
  ) => {
    requireNode(run, id, 'findAllWithCriteria')
    requireLoaded(run, id, 'findAllWithCriteria')
    return run.store
      .walk(id)
      .slice(1)
      .map((child) => requireNode(run, child, 'findAllWithCriteria'))
      .filter((node) => !isSkipped(run, node))
      .filter((node) => criteria.types === undefined || criteria.types.includes(node.type))
      .filter((node) => matchesPluginData(node, criteria.pluginData))
      .map(refOf)
  },
})

/** With `figma.skipInvisibleInstanceChildren`, what is hidden in an instance, and all in it, is as if it were not there. */
export function isSkipped(run: Run, node: NodeRecord): boolean {
  if (!run.skipsInvisible || !isInsideInstance(run, node)) return false
  const parent = run.store.get(node.parentId ?? '')
  return !node.visible || (parent !== undefined && isSkipped(run, parent))
}

/** An empty criterion asks for any plugin data at all. */
function matchesPluginData(node: NodeRecord, wanted: { keys?: readonly string[] } | undefined): boolean {
  if (wanted === undefined) return true
  const keys = Object.keys(node.pluginData)
  return wanted.keys === undefined ? keys.length > 0 : wanted.keys.some((key) => keys.includes(key))
}
