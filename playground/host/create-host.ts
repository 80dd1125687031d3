/** Opens a file and runs the plugin in it. The types, with what each does, are in `host.ts`. */

import { createRenderer, type Target } from './drawing/renderer.ts'
import type { Matrix } from './file/geometry.ts'
import { createImageStore } from './file/image-store.ts'
import { createStore } from './file/store.ts'
import type { Host, HostEvents, HostNotification, HostOptions } from './host.ts'
import { createHostDocument } from './host-document.ts'
import { type Core, requireNode } from './operations/core.ts'
import { exportNode } from './operations/export.ts'
import { createFetch } from './operations/network.ts'
import { createPanel } from './operations/panel.ts'
import { createClientStorage } from './operations/storage.ts'
import { setViewport } from './operations/viewport.ts'
import { createPluginRun, type PluginRun } from './run/plugin-run.ts'

const DEFAULT_VIEW = { width: 1280, height: 800 }

export function createHost(options: HostOptions): Host {
  const { environment, document: file } = options
  const listeners = new Map<keyof HostEvents, Set<(event: never) => void>>()
  const notifications: HostNotification[] = []
  const failures: string[] = []
  const links: string[] = []
  let currentPageId = file.currentPageId
  let plugin: PluginRun | null = null

  function emit<K extends keyof HostEvents>(kind: K, event: HostEvents[K]): void {
    for (const listener of listeners.get(kind) ?? []) listener(event as never)
  }
  function report(failure: string): void {
    failures.push(failure)
    emit('failed', failure)
  }

  const store = createStore(file)
  const images = createImageStore(environment.canvas, file.images, report)
  const core: Core = {
    store,
    images,
    canvas: environment.canvas,
    renderer: createRenderer(environment.canvas, store.get, images),
    manifest: options.manifest,
    editorType: options.editorType ?? 'figma',
    environment,
    viewport: { center: { x: 0, y: 0 }, zoom: 1, size: options.viewSize ?? DEFAULT_VIEW },
    currentPageId: () => currentPageId,
    selections: new Map(),
    fetch: createFetch(environment, options.manifest),
    goToPage(id) {
      if (id === currentPageId) return
      currentPageId = id
      plugin?.events.notePage()
      emit('page-changed', id)
      emit('selection-changed', selection())
    },
    select(pageId, ids) {
      core.selections.set(pageId, ids)
      if (pageId !== currentPageId) return
      plugin?.events.noteSelection()
      emit('selection-changed', ids)
    },
    emit,
  }

  const storage = createClientStorage(options.storage ?? [], options.keepStorage)
  const panelPort = createPanel(
    options.manifest.name,
    (message) => plugin?.deliver('message', message, 'null'),
    (window) => emit('panel-changed', window),
    report,
  )
  const selection = () => core.selections.get(currentPageId) ?? []

  let changedIds = new Set<string>()
  store.onChange((change) => {
    plugin?.events.noteChange(change)
    if (change.kind === 'DELETE') forgetSelected(core, change.id)
    if (changedIds.size === 0) void Promise.resolve().then(announceChanges)
    changedIds.add(change.id)
  })
  function announceChanges(): void {
    const ids = [...changedIds]
    changedIds = new Set()
    emit('document-changed', ids)
  }

  /** What the person does is an undo step of its own, apart from what the plugin has pending. */
  function asPerson<T>(act: () => T): T {
    store.commit()
    try {
      return act()
    } finally {
      store.commit()
    }
  }

  function drawPage(target: Target, view: Matrix): void {
    core.renderer.drawPage(requireNode(core, currentPageId, 'draw'), target, view)
    void loadImages(store.walk(currentPageId))
  }

  const wanted = new Set<string>()
  async function loadImages(ids: readonly string[]): Promise<void> {
    const needed = core.renderer.imagesOf(ids.flatMap((id) => store.get(id) ?? []))
    const missing = [...needed].filter((hash) => !wanted.has(hash))
    if (missing.length === 0) return
    for (const hash of missing) wanted.add(hash)
    await images.load(missing)
    emit('document-changed', [])
  }

  return {
    async open(command = '') {
      const engine = await environment.loadEngine()
      // After the pause, so that of two openings at once only the later one stays.
      plugin?.end()
      const run: PluginRun = createPluginRun({
        core,
        host: options,
        command,
        engine,
        panelPort,
        storage,
        report,
        notified(notification) {
          notifications.push(notification)
          emit('notified', notification)
        },
        linkOpened(url) {
          links.push(url)
          emit('link-opened', url)
        },
        ended(message) {
          plugin = null
          emit('closed', { message })
        },
      })
      plugin = run
      try {
        run.start()
      } catch (error) {
        run.end()
        throw error
      }
    },
    close: () => plugin?.end(),
    get isOpen() {
      return plugin !== null
    },
    panel: panelPort.panel,
    document: createHostDocument(core, file.id, asPerson),
    get selection() {
      return selection()
    },
    set selection(ids) {
      for (const id of ids) requireNode(core, id, 'select')
      core.select(currentPageId, ids)
    },
    get viewport() {
      return core.viewport
    },
    look: (view) => setViewport(core, view),
    storage,
    undo: store.undo,
    redo: store.redo,
    async exportNode(id, scale = 1) {
      return exportNode(core, requireNode(core, id, 'export'), {
        format: 'PNG',
        constraint: { type: 'SCALE', value: scale },
      })
    },
    async samplePixel(x, y) {
      const surface = environment.canvas.createSurface(1, 1)
      await images.load(
        core.renderer.imagesOf(store.walk(currentPageId).flatMap((id) => store.get(id) ?? [])),
      )
      drawPage(surface, [
        [1, 0, -x],
        [0, 1, -y],
      ])
      const [red = 0, green = 0, blue = 0, alpha = 0] = surface.readPixels(0, 0, 1, 1)
      return [red, green, blue, alpha]
    },
    drawPage,
    drop(event) {
      const node = requireNode(core, currentPageId, 'drop')
      plugin?.deliver('drop', {
        node: { id: node.id, type: node.type },
        x: event.x,
        y: event.y,
        absoluteX: event.x,
        absoluteY: event.y,
        items: event.items ?? [],
        files: event.files ?? [],
        dropMetadata: event.dropMetadata ?? null,
      })
    },
    notifications,
    links,
    failures,
    on(kind, listener) {
      const set = listeners.get(kind) ?? new Set()
      listeners.set(kind, set)
      set.add(listener as (event: never) => void)
      return () => set.delete(listener as (event: never) => void)
    },
    dispose() {
      plugin?.end()
      listeners.clear()
    },
  }
}

function forgetSelected(core: Core, id: string): void {
  for (const [pageId, ids] of core.selections) {
    if (ids.includes(id))
      core.select(
        pageId,
        ids.filter((selected) => selected !== id),
      )
  }
}
