/**
 * A strict stand-in for Figma: opens a file and runs the built plugin in QuickJS with Figma's globals and no others.
 * Runs in Node for the tests and in the playground's page. Where Figma throws, it throws; what Figma loses when the
 * plugin closes, it loses.
 *
 * In Node: `createNodeHost` of `playground/node-host.ts`.
 */
import type { Transform } from '@figma/plugin-typings/plugin-api-standalone'
import type { QuickJSWASMModule } from 'quickjs-emscripten'
import type { Canvas, DrawingContext } from './drawing/canvas.ts'
import type { DocumentFile, NodeRecord, PaintStyleRecord } from './file/node-record.ts'

/** The fields of `manifest.json` that change what a plugin may do. Others are ignored. */
export type Manifest = {
  id: string
  name: string
  documentAccess?: string
  permissions?: readonly string[]
  networkAccess?: { allowedDomains: readonly string[]; devAllowedDomains?: readonly string[] }
  relaunchButtons?: readonly { command: string; name: string; multipleSelection?: boolean }[]
}

/** What a host takes from the world around it, so that it depends on neither Node nor a browser. */
export type Environment = {
  canvas: Canvas
  /** QuickJS; loaded once and shared by all hosts. */
  loadEngine(): Promise<QuickJSWASMModule>
  setTimer(callback: () => void, delayMs: number): unknown
  clearTimer(timer: unknown): void
  /** Milliseconds, for the limit on runaway code. */
  now(): number
  fetch(request: HostRequest): Promise<HostResponse>
  /** `console` of the sandbox. */
  log(level: 'log' | 'error' | 'assert' | 'info' | 'warn' | 'clear', values: readonly unknown[]): void
}

export type HostRequest = {
  url: string
  method: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
}
export type HostResponse = {
  url: string
  status: number
  statusText: string
  redirected: boolean
  headers: Record<string, string>
  body: Uint8Array
}

export type HostOptions = {
  /** Text of the built `code.js`. */
  code: string
  /** Text of the built `ui.html`: the plugin's `__html__`. */
  html: string
  manifest: Manifest
  document: DocumentFile
  environment: Environment
  /** `figma` may edit; `dev` is Dev Mode, where every edit throws. Default `figma`. */
  editorType?: 'figma' | 'dev'
  /** The plugin's `clientStorage` as it was left: `host.storage.entries()` of an earlier host. */
  storage?: readonly StorageEntry[]
  /** Keeps a change of `clientStorage` (null: deleted) for later; the plugin's promise waits for it. */
  keepStorage?(key: string, entry: StorageEntry | null): Promise<void>
  /** Size of the view in screen pixels; default 1280 × 800. */
  viewSize?: { width: number; height: number }
  /** Bytes the plugin's memory may grow to; default 384 MiB. */
  memoryLimitBytes?: number
  /** Milliseconds the plugin may run without a pause before it is stopped; default 10,000. */
  maxBusyMs?: number
  /** Hears of every step from the plugin into Figma, such as `get-field` with an id and "name": each costs there. */
  noteCall?(operation: string, values: readonly unknown[]): void
}

export type StorageEntry = { key: string; value: unknown }

export type Host = {
  /**
   * Runs the plugin as if the person chose it in the menu, or pressed the relaunch button of `command`. Resolves when
   * the top level of `code.js` and the handlers of `run` have returned; rejects when either throws. A plugin that is
   * open is closed first.
   */
  open(command?: string): Promise<void>
  /** The person closes the window: timers and every pending call die at once; the document and `storage` stay. */
  close(): void
  readonly isOpen: boolean
  readonly panel: Panel
  readonly document: HostDocument
  /** Ids of the selected layers on the current page. Assigning selects as the person does. */
  selection: readonly string[]
  readonly viewport: HostViewport
  /** The person moves the view. Zoom is held between 2 % and 25600 %. */
  look(view: Partial<HostViewport>): void
  readonly storage: { entries(): StorageEntry[]; usedBytes(): number }
  /** Reverts the newest undo step, first what the plugin has not committed. False when there is none. */
  undo(): boolean
  redo(): boolean
  /** The PNG of a node at `scale`, as Figma's own export makes it. Rejects as `exportAsync` does. */
  exportNode(id: string, scale?: number): Promise<Uint8Array>
  /** RGBA of one pixel of the page at a point in canvas units, as it is drawn. */
  samplePixel(x: number, y: number): Promise<readonly [number, number, number, number]>
  /** Draws the current page's layers; `view` maps canvas units to the target's pixels. Loads images it still lacks. */
  drawPage(target: { context: DrawingContext; width: number; height: number }, view: Transform): void
  /** Something to draw on the canvas was dropped there from the plugin's window. `x`, `y` in canvas units. */
  drop(event: HostDropEvent): void
  /** What `figma.notify` shows or has shown, oldest first. */
  readonly notifications: readonly HostNotification[]
  /** Addresses given to `figma.openExternal`. */
  readonly links: readonly string[]
  /** Everything the plugin let escape: uncaught errors, and messages Figma would not carry. Tests expect it empty. */
  readonly failures: readonly string[]
  /** Calls back on every event of a kind until the returned function is called. */
  on<K extends keyof HostEvents>(kind: K, listener: (event: HostEvents[K]) => void): () => void
  /** Ends everything. The host can't be used afterwards. */
  dispose(): void
}

export type HostEvents = {
  /** Ids of what changed; empty when an image has become ready to be drawn. */
  'document-changed': readonly string[]
  'selection-changed': readonly string[]
  'page-changed': string
  'viewport-changed': HostViewport
  'panel-changed': PanelWindow | null
  notified: HostNotification
  'link-opened': string
  failed: string
  /** The plugin ended: by itself (`message` of closePlugin) or by the person. */
  closed: { message: string | null }
}

export type PanelWindow = {
  html: string
  title: string
  width: number
  height: number
  isVisible: boolean
  hasThemeColors: boolean
}

/** The plugin's window, seen from the iframe's side. Messages carry plain values, `Date` and `Uint8Array`. */
export type Panel = {
  /** Null until `figma.showUI`, and after closing. */
  readonly window: PanelWindow | null
  /** To the sandbox, as the iframe's `parent.postMessage({ pluginMessage })`. Never throws; see `failures`. */
  send(message: unknown): void
  /** Messages wait until the first listener is there: it stands for the iframe having loaded. */
  onMessage(listener: (message: unknown) => void): () => void
  /** Every message delivered since the plugin opened. */
  readonly messages: readonly unknown[]
  /**
   * The first message, past or future, for which `matches` is true and which no earlier `receive` has given out.
   * Counts as a listener. Rejects when the plugin closes first.
   */
  receive(matches: (message: unknown) => boolean): Promise<unknown>
}

export type HostViewport = {
  /** Canvas units. */
  center: { x: number; y: number }
  /** Screen pixels for one canvas unit. */
  zoom: number
  /** Screen pixels. */
  size: { width: number; height: number }
}

export type HostNotification = {
  message: string
  isError: boolean
  timeoutMs: number
  buttonText: string | null
  /** Presses the button; does nothing without one. */
  press(): void
}

export type HostDropEvent = {
  x: number
  y: number
  items?: readonly { type: string; data: string }[]
  files?: readonly { name: string; type: string; bytes: Uint8Array }[]
  dropMetadata?: unknown
}

/** The open file, read and edited as the person at the screen does it: each edit is an undo step of its own. */
export type HostDocument = {
  readonly name: string
  readonly currentPageId: string
  readonly pageIds: readonly string[]
  /** Undefined when there is no such node (any more). */
  get(id: string): NodeRecord | undefined
  /** The only node of this name in the file; throws when there is none or more than one. */
  find(name: string): NodeRecord
  /** Every node of this name, in layer order from the bottom. */
  findAll(name: string): readonly NodeRecord[]
  readonly nodes: readonly NodeRecord[]
  readonly styles: readonly PaintStyleRecord[]
  /** Bytes given to `createImage`, by hash. */
  imageBytes(hash: string): Uint8Array | undefined
  /** Takes it into the file, as when the person puts a picture on a layer; gives its hash. */
  addImage(bytes: Uint8Array): string
  /** Where a node stands on its page, without effects; throws when there is no such node. */
  bounds(id: string): { x: number; y: number; width: number; height: number }
  /** Sets fields of a node, such as `{ visible: false }`. */
  edit(id: string, fields: Partial<Omit<NodeRecord, 'id' | 'type' | 'parentId' | 'children'>>): void
  remove(ids: readonly string[]): void
  goToPage(id: string): void
  /** The file as it is now, for a later host. */
  save(): DocumentFile
}
