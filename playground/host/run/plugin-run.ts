/** One run of the plugin: its sandbox with everything that reaches into it. Lost as a whole when it ends. */
import type { QuickJSWASMModule } from 'quickjs-emscripten'
import { NODE_SHAPES } from '../file/node-shapes.ts'
import { REFUSED_CALLS, REFUSED_MEMBERS } from '../file/refused-members.ts'
import type { HostNotification, HostOptions } from '../host.ts'
import { colorOperations } from '../operations/colors.ts'
import type { Core, Run } from '../operations/core.ts'
import { figmaOperations } from '../operations/figma-calls.ts'
import { hierarchyOperations } from '../operations/hierarchy.ts'
import { createFetch, fetchOperations } from '../operations/network.ts'
import { nodeFieldOperations } from '../operations/node-fields.ts'
import { nodeMethodOperations } from '../operations/node-methods.ts'
import { createNotices } from '../operations/notices.ts'
import type { PanelPort } from '../operations/panel.ts'
import type { ClientStorage } from '../operations/storage.ts'
import { createTimers } from '../operations/timers.ts'
import { viewportOperations } from '../operations/viewport.ts'
import { createPluginEvents, type PluginEvents } from './plugin-events.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

type RunOptions = {
  core: Core
  host: HostOptions
  command: string
  engine: QuickJSWASMModule
  panelPort: PanelPort
  storage: ClientStorage
  notified(notification: HostNotification): void
  linkOpened(url: string): void
  report(failure: string): void
  /** The run is over; `message` as the plugin gave it to `figma.closePlugin`, else null. */
  ended(message: string | null): void
}

export type PluginRun = {
  /** Runs `code.js` and the handlers of `run`; throws what its top level throws. */
  start(): void
  deliver: Sandbox['deliver']
  events: PluginEvents
  /** The person ends it. */
  end(): void
}

/** Well below what the engine has reserved: see `engine.ts` for why that must not grow. */
const DEFAULT_MEMORY_BYTES = 384 * 1024 * 1024
const DEFAULT_BUSY_MS = 10_000
/** Figma's loader reads the text, strings included, and refuses these. */
const REFUSED_TEXTS = ['import(', 'import (', '<!--', '-->']

export function createPluginRun(options: RunOptions): PluginRun {
  const { core, host, command, panelPort } = options
  const { environment, manifest } = host
  const fetch = createFetch(environment, manifest)
  const run: Run = {
    ...core,
    fetch,
    loadedPageIds: new Set([core.currentPageId()]),
    areAllPagesLoaded: false,
    loadedFonts: new Set(),
    skipsInvisible: core.editorType === 'dev',
  }
  const deliver: Sandbox['deliver'] = (kind, ...values) => sandbox.deliver(kind, ...values)
  const events = createPluginEvents(run, deliver)
  const timers = createTimers(environment, (id) => deliver('timer', id))
  const notices = createNotices(environment, {
    pressed: (id) => deliver('notification-pressed', id),
    gone: (id, reason) => deliver('notification-gone', id, reason),
    notified: options.notified,
    linkOpened: options.linkOpened,
  })

  let isEnding = false
  function end(message: string | null): void {
    if (isEnding) return
    isEnding = true
    sandbox.kill()
    timers.cancelAll()
    notices.cancelAll()
    core.store.commit()
    panelPort.close()
    options.ended(message)
  }

  const sandbox = startSandbox({
    engine: options.engine,
    facts: {
      pluginId: manifest.id,
      editorType: core.editorType,
      mode: core.editorType === 'dev' ? 'inspect' : 'default',
      command,
      html: host.html,
      shapes: NODE_SHAPES,
      refusedMembers: REFUSED_MEMBERS,
      refusedCalls: REFUSED_CALLS,
    },
    operations: {
      ...nodeFieldOperations(run),
      ...nodeMethodOperations(run),
      ...hierarchyOperations(run),
      ...figmaOperations(run),
      ...viewportOperations(run),
      ...colorOperations(run),
      ...fetchOperations(fetch),
      ...panelPort.operations,
      ...options.storage.operations,
      ...timers.operations,
      ...notices.operations,
      ...events.operations,
      log: environment.log,
      report: options.report,
      'close-plugin': (message: unknown) => end(typeof message === 'string' ? message : null),
    },
    memoryLimitBytes: host.memoryLimitBytes ?? DEFAULT_MEMORY_BYTES,
    maxBusyMs: host.maxBusyMs ?? DEFAULT_BUSY_MS,
    now: environment.now,
    noteCall: host.noteCall,
    report: options.report,
    rested: events.schedule,
  })

  return {
    start() {
      const refused = REFUSED_TEXTS.find((text) => host.code.includes(text))
      if (refused !== undefined) throw new SyntaxError(`Figma's loader refuses "${refused}" in code.js`)
      sandbox.run(host.code)
      deliver('event', 'run', [{ command }])
    },
    deliver,
    events,
    end: () => end(null),
  }
}
