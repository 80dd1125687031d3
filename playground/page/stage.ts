/** The state of the page around one host: what is open, shown and selected, as signals the components read. */
import { type Signal, signal } from '@preact/signals'
import type { NodeRecord } from '../host/file/node-record.ts'
import type { Host, HostNotification, Manifest, PanelWindow } from '../host/host.ts'
import type { Theme } from './theme-variables.ts'

type PlaygroundManifest = Manifest & { editorType?: readonly string[] }

/** How the images are made: told by the server that serves this page. */
type RivyaMode = 'stand-in' | 'real'

export type Stage = {
  host: Host
  manifest: PlaygroundManifest
  rivya: RivyaMode
  editor: 'figma' | 'dev'
  /** Counts up whenever the document, the selection or the page has changed. */
  version: Signal<number>
  /** Counts up whenever the view has moved: often, so only what shows the view reads it. */
  viewVersion: Signal<number>
  theme: Signal<Theme>
  /** `number` tells one opening from the next: each has an iframe of its own. */
  window: Signal<(PanelWindow & { number: number }) | null>
  toasts: Signal<readonly Toast[]>
  collapsedIds: Signal<ReadonlySet<string>>
  setTheme(theme: Theme): void
  setEditor(editor: 'figma' | 'dev'): void
  /** Forgets document and storage and starts afresh. */
  reset(): void
  runPlugin(command?: string): void
  closePlugin(): void
  dismissToast(id: number): void
}

type Toast = { id: number; notification: HostNotification }

type StageActions = Pick<Stage, 'setEditor' | 'reset'> & { keepTheme(theme: Theme): void }

export function createStage(
  facts: Pick<Stage, 'host' | 'manifest' | 'rivya' | 'editor'> & { theme: Theme },
  actions: StageActions,
): Stage {
  const { host } = facts
  const version = signal(0)
  const viewVersion = signal(0)
  const toasts = signal<readonly Toast[]>([])
  const panelWindow: Stage['window'] = signal(null)
  let windowNumber = 0
  const theme = signal(facts.theme)
  let lastToast = 0

  const bump = () => {
    version.value += 1
  }
  function dismissToast(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  function showToast(notification: HostNotification): void {
    lastToast += 1
    const id = lastToast
    toasts.value = [...toasts.value, { id, notification }]
    if (Number.isFinite(notification.timeoutMs)) setTimeout(() => dismissToast(id), notification.timeoutMs)
  }
  function say(message: string, isError: boolean): void {
    showToast({ message, isError, timeoutMs: 5000, buttonText: null, press: () => undefined })
  }

  host.on('document-changed', bump)
  host.on('selection-changed', bump)
  host.on('page-changed', bump)
  host.on('viewport-changed', () => {
    viewVersion.value += 1
  })
  host.on('closed', bump)
  host.on('notified', showToast)
  host.on('link-opened', (url) => void window.open(url, '_blank', 'noopener'))
  host.on('panel-changed', (window) => {
    panelWindow.value = window && { ...window, number: windowNumber }
  })
  host.on('closed', () => {
    windowNumber += 1
  })
  host.on('failed', (failure) => console.error(`The plugin failed: ${failure}`))

  return {
    host,
    manifest: facts.manifest,
    rivya: facts.rivya,
    editor: facts.editor,
    version,
    viewVersion,
    theme,
    window: panelWindow,
    toasts,
    collapsedIds: signal(new Set<string>()),
    setTheme(next) {
      theme.value = next
      actions.keepTheme(next)
    },
    setEditor: actions.setEditor,
    reset: actions.reset,
    runPlugin(command) {
      const editors = facts.manifest.editorType ?? ['figma']
      if (!editors.includes(facts.editor)) {
        say(`${facts.manifest.name} does not run in Dev Mode. Switch to Design first.`, true)
        return
      }
      host.open(command).then(bump, (error) => {
        console.error(error)
        say(`${facts.manifest.name} could not be started. The console says why.`, true)
      })
    },
    closePlugin: () => host.close(),
    dismissToast,
  }
}

export function currentPage(host: Host): NodeRecord {
  const page = host.document.get(host.document.currentPageId)
  if (page === undefined) throw new Error('The file has no page')
  return page
}

export function selectedNodes(host: Host): NodeRecord[] {
  return host.selection.flatMap((id) => host.document.get(id) ?? [])
}
