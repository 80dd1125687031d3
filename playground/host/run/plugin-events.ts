/** Tells the plugin what changed: after the code that made the changes has come to rest, and once for all of them. */

import type { NodeChange } from '../file/store.ts'
import { type Core, type Run, refOf } from '../operations/core.ts'
import type { Operations } from './sandbox.ts'

const EVENT_TYPES = [
  'run',
  'close',
  'selectionchange',
  'currentpagechange',
  'documentchange',
  'stylechange',
  'drop',
]

export type PluginEvents = {
  operations: Operations
  noteChange(change: NodeChange): void
  noteSelection(): void
  notePage(): void
  /** Delivers what is noted, in a later turn. */
  schedule(): void
}

export function createPluginEvents(
  run: Run,
  deliver: (kind: string, ...values: unknown[]) => unknown,
): PluginEvents {
  const changes = new Map<string, { change: NodeChange; pageId: string }>()
  let hasNewSelection = false
  let hasNewPage = false
  let isScheduled = false

  function schedule(): void {
    if (isScheduled || !(hasNewSelection || hasNewPage || changes.size > 0)) return
    isScheduled = true
    void Promise.resolve().then(flush)
  }

  function flush(): void {
    const noted = [...changes.values()].filter(({ change }) => isReported(run, change, changes))
    const isNewPage = hasNewPage
    const isNewSelection = hasNewSelection || hasNewPage
    changes.clear()
    isScheduled = hasNewPage = hasNewSelection = false
    if (isNewPage) deliver('event', 'currentpagechange', [])
    if (isNewSelection) deliver('event', 'selectionchange', [])
    if (noted.length === 0) return
    if (run.areAllPagesLoaded)
      deliver(
        'changes',
        noted.map(({ change }) => describeChange(run, change)),
      )
    for (const pageId of new Set(noted.map((entry) => entry.pageId))) {
      const own = noted.filter((entry) => entry.pageId === pageId)
      deliver(
        'page-changes',
        pageId,
        own.map(({ change }) => describeChange(run, change)),
      )
    }
  }

  return {
    schedule,
    noteChange(change) {
      const before = changes.get(change.id)
      const pageId = run.store.pageOf(change.id)?.id ?? before?.pageId ?? pageOfGone(run, change, changes)
      changes.set(change.id, { change: mergeChanges(before?.change, change), pageId })
      schedule()
    },
    noteSelection() {
      hasNewSelection = true
      schedule()
    },
    notePage() {
      run.loadedPageIds.add(run.currentPageId())
      hasNewPage = true
      schedule()
    },
    operations: {
      'allow-event': (type: string) => {
        if (!EVENT_TYPES.includes(type)) throw new Error(`in on: "${type}" is not a valid event type`)
        if ((type === 'documentchange' || type === 'stylechange') && !run.areAllPagesLoaded) {
          throw new Error(
            `in on: Cannot register ${type} handler in incremental mode without calling figma.loadAllPagesAsync first.`,
          )
        }
      },
      'allow-page-event': (pageId: string, type: string) => {
        if (type !== 'nodechange') throw new Error(`in on: "${type}" is not a valid event type`)
        if (!run.areAllPagesLoaded && !run.loadedPageIds.has(pageId)) {
          throw new Error('in on: The page is not loaded. Call "await page.loadAsync()" first.')
        }
      },
    },
  }
}

type Noted = ReadonlyMap<string, { change: NodeChange; pageId: string }>

/** What was in a node that is gone: the page of its parent, which may be gone as well by now. */
function pageOfGone(run: Run, change: NodeChange, noted: Noted): string {
  const parentId = change.kind === 'PROPERTY_CHANGE' ? null : change.parentId
  if (parentId === null) return run.currentPageId()
  return run.store.pageOf(parentId)?.id ?? noted.get(parentId)?.pageId ?? run.currentPageId()
}

/**
 * Figma reports of a tree that comes or goes its topmost node alone, and of a parent nothing when its list of children
 * changes: there is no such property in its typings.
 */
function isReported(run: Run, change: NodeChange, noted: Noted): boolean {
  if (change.kind === 'PROPERTY_CHANGE') return change.properties.length > 0
  let parentId = run.store.get(change.id)?.parentId ?? change.parentId
  while (parentId !== null) {
    const outer: NodeChange | undefined = noted.get(parentId)?.change
    if (outer?.kind === change.kind) return false
    parentId =
      outer !== undefined && outer.kind !== 'PROPERTY_CHANGE'
        ? outer.parentId
        : (run.store.get(parentId)?.parentId ?? null)
  }
  return true
}

function describeChange(core: Core, change: NodeChange): object {
  const node = core.store.get(change.id)
  return {
    id: change.id,
    origin: 'LOCAL',
    type: change.kind,
    ...(change.kind === 'PROPERTY_CHANGE' ? { properties: change.properties } : {}),
    ref: node === undefined ? { id: change.id, type: change.type } : refOf(node),
    isRemoved: node === undefined,
  }
}

function mergeChanges(before: NodeChange | undefined, after: NodeChange): NodeChange {
  if (before?.kind === 'PROPERTY_CHANGE' && after.kind === 'PROPERTY_CHANGE') {
    return { ...after, properties: [...new Set([...before.properties, ...after.properties])] }
  }
  return before?.kind === 'CREATE' && after.kind === 'PROPERTY_CHANGE' ? before : after
}
