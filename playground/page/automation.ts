/**
 * `window.playground`: what tests and scripts read and do without the pointer. Stable; layers are given by id or, when only
 * one has it, by name.
 */

import type { NodeRecord } from '../host/file/node-record.ts'
import type { Host, StorageEntry } from '../host/host.ts'
import type { Stage } from './stage.ts'
import type { Theme } from './theme-variables.ts'
import { boxAround, fitBox, toScreen } from './view.ts'

export type Automation = {
  find(layer: string): NodeRecord
  findAll(name: string): readonly NodeRecord[]
  layers(): readonly NodeRecord[]
  select(...layers: string[]): void
  /** Names of what is selected. */
  selection(): string[]
  edit(layer: string, fields: Parameters<Host['document']['edit']>[1]): void
  remove(...layers: string[]): void
  goToPage(name: string): void
  undo(): boolean
  redo(): boolean
  /** RGBA of the page at a point in canvas units. */
  pixel(x: number, y: number): Promise<readonly [number, number, number, number]>
  /** RGBA at a place in a layer, given as shares of its width and height. */
  pixelIn(layer: string, shareX: number, shareY: number): Promise<readonly [number, number, number, number]>
  /** PNG of a layer as its export makes it. */
  exportPng(layer: string, scale?: number): Promise<Uint8Array>
  imageBytes(hash: string): Uint8Array | undefined
  /** Takes an image into the file; gives its hash. */
  addImage(bytes: Uint8Array): string
  /** Where the middle of a layer is in the window, in CSS pixels; brings it into view first. */
  pointOf(layer: string): { x: number; y: number }
  bounds(layer: string): { x: number; y: number; width: number; height: number }
  storage(): StorageEntry[]
  open(command?: string): Promise<void>
  close(): void
  isOpen(): boolean
  setTheme(theme: Theme): void
  notifications(): string[]
  links(): readonly string[]
  failures(): readonly string[]
  /** Resolves when every change so far would survive a reload. */
  saved(): Promise<void>
}

export function createAutomation(stage: Stage, saved: () => Promise<void>): Automation {
  const { host } = stage
  const find = (layer: string): NodeRecord => host.document.get(layer) ?? host.document.find(layer)
  const idsOf = (layers: readonly string[]) => layers.map((layer) => find(layer).id)
  const bounds = (layer: string) => host.document.bounds(find(layer).id)

  return {
    find,
    findAll: host.document.findAll,
    layers: () => host.document.nodes,
    select(...layers) {
      host.selection = idsOf(layers)
    },
    selection: () => host.selection.flatMap((id) => host.document.get(id)?.name ?? []),
    edit: (layer, fields) => host.document.edit(find(layer).id, fields),
    remove: (...layers) => host.document.remove(idsOf(layers)),
    goToPage: (name) => host.document.goToPage(find(name).id),
    undo: host.undo,
    redo: host.redo,
    pixel: (x, y) => host.samplePixel(x, y),
    pixelIn(layer, shareX, shareY) {
      const box = bounds(layer)
      return host.samplePixel(box.x + box.width * shareX, box.y + box.height * shareY)
    },
    exportPng: (layer, scale) => host.exportNode(find(layer).id, scale),
    imageBytes: host.document.imageBytes,
    addImage: host.document.addImage,
    pointOf(layer) {
      const box = boxAround(host, [find(layer).id])
      if (box !== null) fitBox(host, box)
      const canvas = document.querySelector('canvas.canvas')?.getBoundingClientRect()
      const { x, y, width, height } = bounds(layer)
      const point = toScreen(host.viewport, { x: x + width / 2, y: y + height / 2 })
      return { x: point.x + (canvas?.left ?? 0), y: point.y + (canvas?.top ?? 0) }
    },
    bounds,
    storage: host.storage.entries,
    open: (command) => host.open(command),
    close: host.close,
    isOpen: () => host.isOpen,
    setTheme: stage.setTheme,
    notifications: () => host.notifications.map((notification) => notification.message),
    links: () => host.links,
    failures: () => host.failures,
    saved,
  }
}
