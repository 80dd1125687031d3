/**
 * The open file: records by id, every change noted for undo and for events. Edits gather in one pending undo step until
 * `commit`, as a plugin's edits do in Figma.
 */
import type { GetNode } from './geometry.ts'
import { makeNode } from './node-defaults.ts'
import type { DocumentFile, NodeRecord, PaintStyleRecord } from './node-record.ts'

export type NodeChange =
  | { kind: 'CREATE' | 'DELETE'; id: string; type: NodeRecord['type']; parentId: string | null }
  | { kind: 'PROPERTY_CHANGE'; id: string; type: NodeRecord['type']; properties: readonly string[] }

/** The records as they were before a step; undefined for one that the step made. */
type Step = Map<string, NodeRecord | undefined>

export type Store = ReturnType<typeof createStore>

export function createStore(file: DocumentFile) {
  // A file that was kept by an earlier version lacks the fields that came since.
  const nodes = new Map(
    file.nodes.map((node) => [node.id, makeNode(node.id, node.type, node.parentId, node)]),
  )
  const styles = new Map(file.styles.map((style) => [style.id, style]))
  const listeners = new Set<(change: NodeChange) => void>()
  const undoSteps: Step[] = []
  const redoSteps: Step[] = []
  let pending: Step = new Map()
  let nextNumber = file.nextNumber

  const get: GetNode = (id) => nodes.get(id)

  function remember(id: string): void {
    if (!pending.has(id)) pending.set(id, nodes.get(id))
    redoSteps.length = 0
  }

  function put(id: string, after: NodeRecord | undefined): void {
    const before = nodes.get(id)
    if (after === undefined) nodes.delete(id)
    else nodes.set(id, after)
    const change = describeChange(before, after)
    if (change !== null) for (const listener of listeners) listener(change)
  }

  function swap(step: Step): Step {
    const reverse: Step = new Map()
    for (const id of step.keys()) reverse.set(id, nodes.get(id))
    for (const [id, record] of step) put(id, record)
    return reverse
  }

  /** A step holds what has changed in the end: what was made and removed again, or set back, is nothing to take back. */
  function commit(): void {
    for (const [id, before] of pending) if (isSame(before, nodes.get(id))) pending.delete(id)
    if (pending.size > 0) undoSteps.push(pending)
    pending = new Map()
  }

  return {
    get,
    nodes: (): NodeRecord[] => [...nodes.values()],
    styles,

    /** Sets fields of a node that exists. */
    write(id: string, fields: Partial<NodeRecord>): void {
      const before = nodes.get(id)
      if (before === undefined) throw new Error(`The node with id "${id}" does not exist`)
      remember(id)
      put(id, { ...before, ...fields })
    },

    /** Adds a record and hangs it into its parent at `index`, by default on top. */
    add(node: NodeRecord, index?: number): void {
      remember(node.id)
      put(node.id, node)
      const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
      if (parent === undefined) return
      const children = [...parent.children]
      children.splice(index ?? children.length, 0, node.id)
      this.write(parent.id, { children })
    },

    /** Takes a node and all in it out of the file. */
    remove(id: string): void {
      const node = nodes.get(id)
      if (node === undefined) return
      const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
      if (parent !== undefined) {
        this.write(parent.id, { children: parent.children.filter((child) => child !== id) })
      }
      this.forget(id)
    },

    /** Like `remove`, for a node whose parent goes too. */
    forget(id: string): void {
      for (const child of nodes.get(id)?.children ?? []) this.forget(child)
      remember(id)
      put(id, undefined)
    },

    /** Ids from the layer order, the node itself first. */
    walk(id: string): string[] {
      const node = nodes.get(id)
      return node === undefined ? [] : [id, ...node.children.flatMap((child) => this.walk(child))]
    },

    pageOf(id: string): NodeRecord | undefined {
      let node = nodes.get(id)
      while (node !== undefined && node.type !== 'PAGE') {
        node = node.parentId === null ? undefined : nodes.get(node.parentId)
      }
      return node
    },

    nextId(): string {
      nextNumber += 1
      return `${Math.floor(nextNumber / 1000) + 1}:${nextNumber % 1000}`
    },
    nextNumber: () => nextNumber,

    commit,
    /** Reverts what is pending, else the newest step. */
    undo(): boolean {
      commit()
      const step = undoSteps.pop()
      if (step === undefined) return false
      redoSteps.push(swap(step))
      return true
    },
    redo(): boolean {
      const step = redoSteps.pop()
      if (step === undefined) return false
      undoSteps.push(swap(step))
      return true
    },
    onChange(listener: (change: NodeChange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setStyle(style: PaintStyleRecord): void {
      styles.set(style.id, style)
    },
  }
}

/** Record fields that are called otherwise in Figma's `documentchange`. */
const PROPERTY_NAMES: Readonly<Record<string, string>> = {
  parentId: 'parent',
  sharedPluginData: 'pluginData',
  textRuns: 'styledTextSegments',
}

function isSame(before: NodeRecord | undefined, after: NodeRecord | undefined): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after)
}

function describeChange(before: NodeRecord | undefined, after: NodeRecord | undefined): NodeChange | null {
  if (before === undefined) {
    return after === undefined
      ? null
      : { kind: 'CREATE', id: after.id, type: after.type, parentId: after.parentId }
  }
  if (after === undefined) {
    return { kind: 'DELETE', id: before.id, type: before.type, parentId: before.parentId }
  }
  const fields = Object.keys(after) as (keyof NodeRecord)[]
  const properties = fields
    .filter((field) => before[field] !== after[field] && field !== 'children' && field !== 'overriddenFields')
    .map((field) => PROPERTY_NAMES[field] ?? field)
  return properties.length === 0 && before.children === after.children
    ? null
    : { kind: 'PROPERTY_CHANGE', id: after.id, type: after.type, properties }
}
