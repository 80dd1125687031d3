/** The engine between a sandbox and a relay that outlive the panel, so that it can be closed and opened again. */
import { expect } from 'vitest'
import type { Bridge } from '../../../ui/bridge.ts'
import { createEngine } from '../../../ui/drive/engine.ts'
import { createPauses } from '../../../ui/drive/pauses.ts'
import { createPersist } from '../../../ui/drive/persist.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import type { Shell } from '../../../ui/shell.ts'
import { createPanelState } from '../../../ui/state/panel-state.ts'
import { makeMe } from './make.ts'
import { makeRelay } from './relay-double.ts'
import { makeSandbox } from './sandbox-double.ts'

export type World = ReturnType<typeof makeWorld>

export function makeWorld() {
  const links: string[] = []
  return {
    ...makeSandbox(),
    ...makeRelay(),
    /** Whether what is read from the canvas can be used as a reference, as it is. */
    fits: false,
    /** Of every picture that is to be extended. */
    pictureSize: { width: 1000, height: 1000 },
    /** Which parts come back as something else, from 1. */
    unfitParts: new Set<number>(),
    /** Addresses that the browser was to open. */
    links,
  }
}

/** Opens a panel in the world; `close` is what closing the plugin's window does. */
export function openPanel(world: World, { documentId = 'doc1', isReadOnly = false } = {}) {
  const state = createPanelState()
  const closing = new AbortController()
  const pauses = createPauses()
  const bridge: Bridge = {
    ask: (order) =>
      new Promise((resolve) => {
        if (closing.signal.aborted) return
        const fact = world.sandbox.answer(order)
        // The answer to an order that is held back never comes: the panel closes before.
        if (world.sandbox.hold === order.type) return
        const outcome =
          fact.type === 'sandbox-failed'
            ? { ok: false, failure: fact.failure }
            : { ok: true, value: { ...fact, request: 1 } }
        resolve(outcome as Awaited<ReturnType<Bridge['ask']>> as never)
      }),
    tell: (order) => {
      if (order.type === 'open-link') world.links.push(order.url)
    },
    receive: () => undefined,
  }
  let keys = 0
  const shell: Shell = {
    state,
    bridge,
    relay: world.relay,
    persist: createPersist(state, pauses, closing.signal, () => 1),
    pauses,
    images: {
      fitReference: async (file) =>
        world.fits
          ? succeeded({
              bytes: new Uint8Array(await file.arrayBuffer()),
              mimeType: 'image/png',
              width: 1,
              height: 1,
            })
          : refused({ code: 'unsupported_media_type' }),
      toFigmaImage: async (bytes) => succeeded(bytes),
      makeThumbnail: async () => null,
      measure: async () => world.pictureSize,
      fitArea: async ({ sent, part, came }) => {
        if (world.unfitParts.has(1)) return { kind: 'unfit' }
        const texts = [sent, came].map((bytes) => new TextDecoder().decode(bytes))
        const blob = new Blob([`matched: ${texts[0]} from ${part.x.toFixed(2)} with ${came.length}`])
        return { kind: 'whole', blob, width: 1, height: 1 }
      },
      extend: async ({ original, cames, extension }) => {
        const from = `${new TextDecoder().decode(original)} and ${cames.length} of ${extension.parts.length}`
        if (world.unfitParts.has(cames.length)) return { kind: 'unfit' }
        const kind = cames.length < extension.parts.length ? 'sent' : 'whole'
        return { kind, blob: new Blob([`${kind}: ${from}`]), width: 1, height: 1 }
      },
    },
    now: () => 1_000_000,
    makeKey: () => {
      keys += 1
      return `key-${String(keys).padStart(28, '0')}`
    },
    signal: closing.signal,
  }
  const me = makeMe({}, world.caller.personId)
  state.connection.value = { status: 'connected', token: `rl_1_${world.caller.personId}`, me }
  state.surroundings.value = { isReadOnly, document: { id: documentId, name: 'Shop' } }
  const engine = createEngine(shell)
  const phases = () => [...state.runs.value.values()].map((run) => run.state.phase)
  return {
    shell,
    engine,
    state,
    phases,
    /** Waits until all runs are in these phases. */
    reach: (...expected: string[]) => expect.poll(phases).toEqual(expected),
    close: () => closing.abort(),
  }
}
