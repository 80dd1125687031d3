/** What every operation works on: the open file, where the person looks, and the plugin that runs. */
import type { Canvas } from '../drawing/canvas.ts'
import type { Renderer } from '../drawing/renderer.ts'
import type { ImageStore } from '../file/image-store.ts'
import type { NodeRecord } from '../file/node-record.ts'
import type { Store } from '../file/store.ts'
import type { Environment, HostEvents, HostViewport, Manifest } from '../host.ts'
import type { Operations } from '../run/sandbox.ts'
import type { Fetch } from './network.ts'

/** Outlives a run of the plugin. */
export type Core = {
  store: Store
  images: ImageStore
  canvas: Canvas
  renderer: Renderer
  manifest: Manifest
  editorType: 'figma' | 'dev'
  environment: Environment
  viewport: HostViewport
  currentPageId(): string
  /** Ids by page. */
  selections: Map<string, readonly string[]>
  goToPage(id: string): void
  select(pageId: string, ids: readonly string[]): void
  fetch: Fetch
  emit<K extends keyof HostEvents>(kind: K, event: HostEvents[K]): void
}

/** One run of the plugin; everything in it is lost when the plugin closes. */
export type Run = Core & {
  loadedPageIds: Set<string>
  areAllPagesLoaded: boolean
  loadedFonts: Set<string>
  /** `figma.skipInvisibleInstanceChildren` */
  skipsInvisible: boolean
}

/** What a node's method of that name does. */
export type Method = (run: Run, node: NodeRecord, ...values: never[]) => unknown

export type MakeOperations = (run: Run) => Operations

/** A node that must be there. */
export function requireNode(core: Core, id: string, doing: string): NodeRecord {
  const node = core.store.get(id)
  if (node === undefined) throw new Error(`in ${doing}: The node with id "${id}" does not exist`)
  return node
}

/** Dev Mode reads and exports, but never edits. */
export function requireEditable(core: Core, doing: string): void {
  if (core.editorType === 'dev') throw new Error(`in ${doing}: Cannot edit the document in Dev Mode`)
}

/** With dynamic pages, the layers of a page are there only once it has been loaded. */
export function requireLoaded(run: Run, id: string, doing: string): void {
  const page = run.store.pageOf(id)
  if (page === undefined || run.areAllPagesLoaded || run.loadedPageIds.has(page.id)) return
  throw new Error(
    `in ${doing}: The page "${page.name}" is not loaded. Call "await page.loadAsync()" before reading its layers.`,
  )
}

/** Whether the node is a layer inside an instance (not the instance itself). */
export function isInsideInstance(core: Core, node: NodeRecord): boolean {
  return node.mirroredId !== null && node.parentId !== null && core.store.get(node.parentId) !== undefined
}

export function refOf(node: NodeRecord): { id: string; type: string } {
  return { id: node.id, type: node.type }
}
