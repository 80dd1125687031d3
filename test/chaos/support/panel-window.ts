/**
 * The panel as `ui/main.tsx` joins it, without its components, over the built sandbox in the strict stand-in for Figma.
 * The person can close it between any two things that it does.
 */

import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import type { Host, StorageEntry } from '../../../playground/host/host.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { open, select } from '../../../ui/actions/open.ts'
import { createBridge, type News } from '../../../ui/bridge.ts'
import { createEngine, type Engine } from '../../../ui/drive/engine.ts'
import { createPauses } from '../../../ui/drive/pauses.ts'
import { createPersist } from '../../../ui/drive/persist.ts'
import { makeKey } from '../../../ui/make-key.ts'
import { createRelay } from '../../../ui/relay-client.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import type { Shell } from '../../../ui/shell.ts'
import { createPanelState, tokenOf } from '../../../ui/state/panel-state.ts'
import { code } from '../../plugin/support/open-plugin.ts'
import type { Send } from './patient-client.ts'

export type PanelWindow = {
  host: Host
  shell: Shell
  engine: Engine
  /** From now on every message, request, answer and write counts as a step; at this one the person closes the window. */
  closeAtStep: (step: number) => void
  steps: () => number
  readonly isClosed: boolean
  closed: Promise<void>
  /** The file, as a crash in place of the closing would leave it: the plugin has heard of no end. */
  fileAtCrash: () => DocumentFile
}

type WindowOptions = {
  file: DocumentFile
  storage: readonly StorageEntry[]
  manifest: { id: string; name: string }
  /** To the relay. */
  send: Send
}

const RELAY = 'http://relay.test'
const never = new Promise<never>(() => undefined)

/** Resolves when the panel has heard what the sandbox keeps. */
export async function openWindow({ file, storage, manifest, send }: WindowOptions): Promise<PanelWindow> {
  let closesAt = Number.POSITIVE_INFINITY
  let seen = 0
  let atCrash: DocumentFile | null = null
  const closing = new AbortController()
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()))

  /** @returns whether the window is still open */
  function step(): boolean {
    if (closing.signal.aborted) return false
    seen += 1
    if (seen < closesAt) return true
    closing.abort()
    atCrash = host.document.save()
    host.close()
    return false
  }

  const host = createNodeHost({
    code,
    html: '<p>panel</p>',
    manifest,
    document: file,
    storage,
    // What was to be stored is stored by now; a plugin that is closed here never hears of it.
    keepStorage: async () => (step() ? undefined : never),
  })
  const state = createPanelState()
  const pauses = createPauses()
  const opened = new Promise<void>((resolve) => {
    state.connection.subscribe(({ status }) => {
      if (status !== 'opening') resolve()
    })
  })
  const bridge = createBridge((message) => {
    if (step()) host.panel.send(message)
  }, hear)
  const relay = createRelay({
    baseUrl: RELAY,
    readToken: () => tokenOf(state.connection.value),
    isOnline: () => true,
    fetch: async (input, init) => {
      if (!step()) return never
      const answer = await send(String(input).slice(RELAY.length), init ?? {})
      return step() ? answer : never
    },
    closing: closing.signal,
  })
  const shell: Shell = {
    state,
    bridge,
    relay,
    persist: createPersist(state, pauses, closing.signal),
    pauses,
    // The browser's part; the stand-in's pictures are such as Figma takes.
    images: {
      fitReference: async () => refused({ code: 'unsupported_media_type' }),
      toFigmaImage: async (bytes) => succeeded(bytes),
      makeThumbnail: async () => null,
      measure: async () => null,
      extend: async () => null,
      fitArea: async () => null,
    },
    now: Date.now,
    makeKey,
    signal: closing.signal,
  }
  const engine = createEngine(shell)

  function hear(news: News): void {
    if (news.type === 'plugin-opened') open(shell, engine, news)
    if (news.type === 'selection-changed') select(shell, news)
  }

  await host.open()
  host.panel.onMessage((message) => {
    if (step()) bridge.receive(message)
  })
  bridge.tell({ type: 'open-panel' })
  await opened
  return {
    host,
    shell,
    engine,
    closeAtStep(at) {
      seen = 0
      closesAt = at
    },
    steps: () => seen,
    get isClosed() {
      return closing.signal.aborted
    },
    closed,
    fileAtCrash: () => atCrash ?? host.document.save(),
  }
}
