import type { PlannedReference } from '../../contract/journal.ts'
import { type Result, refused, succeeded } from '../result.ts'
import type { Shell } from '../shell.ts'
import type { Reference, ReferenceSource } from '../state/draft.ts'
import { abortable } from './abortable.ts'
import { createSlots } from './slots.ts'

const UPLOADS_AT_ONCE = 3

export type Uploads = ReturnType<typeof createUploads>

/**
 * Gets reference bytes to the relay, each distinct reference once however many generations share it. An upload that
 * failed is forgotten, so that the next attempt starts afresh.
 */
export function createUploads(shell: Shell) {
  const { bridge, persist, relay, signal } = shell
  const inSlot = createSlots(UPLOADS_AT_ONCE)
  /** By the bytes' own object, or by the frame they are exported from again. */
  const started = new Map<ReferenceSource | string, Promise<Result<string>>>()
  /** The references of a press, by idempotency key, as long as the panel lives. */
  const held = new Map<string, readonly Reference[]>()

  function once(
    name: ReferenceSource | string,
    start: () => Promise<Result<string>>,
  ): Promise<Result<string>> {
    const known = started.get(name)
    if (known !== undefined) return known
    const fresh = start().then((result) => {
      if (!result.ok) started.delete(name)
      return result
    })
    fresh.catch(() => started.delete(name))
    started.set(name, fresh)
    return fresh
  }

  async function send(source: ReferenceSource): Promise<Result<string>> {
    if (source.kind === 'uploaded') return succeeded(source.uploadId)
    const { bytes, mimeType } = source
    const sent = await inSlot(() => persist(() => relay.upload(bytes, mimeType, signal), signal))
    return sent.ok ? succeeded(sent.value.id) : sent
  }

  /** On resuming the panel has no bytes: the frame is exported again. */
  async function exportAgain(nodeId: string, maxPixels: number): Promise<Result<string>> {
    const exported = await bridge.ask({ type: 'export-references', references: [{ nodeId, maxPixels }] })
    if (!exported.ok) return exported
    const [reference] = exported.value.references
    if (reference === undefined) {
      const failure = exported.value.refusals[0]?.failure
      return refused(failure ?? { code: 'reference_lost' })
    }
    const bytes = new Uint8Array(reference.bytes)
    return send({ kind: 'bytes', bytes, mimeType: 'image/png' })
  }

  function find(reference: PlannedReference, kept: Reference | undefined): Promise<Result<string>> {
    if (reference.uploadId !== null) return Promise.resolve(succeeded(reference.uploadId))
    const source = kept?.source ?? null
    if (source !== null) return once(source, () => send(source))
    const { name, nodeId, maxPixels } = reference
    if (nodeId === null) return Promise.resolve(refused({ code: 'reference_lost', detail: name }))
    return once(`frame ${nodeId} ${maxPixels}`, () => exportAgain(nodeId, maxPixels))
  }

  return {
    /** Keeps the bytes of a press at hand for its uploads. */
    hold(key: string, references: readonly Reference[]) {
      held.set(key, references)
    },
    release(key: string) {
      held.delete(key)
    },
    /** With another token the relay may not know them. */
    forgetSent() {
      started.clear()
    },
    /** Ids in the order of `references`, or the first failure. Shared uploads go on when `runSignal` is aborted. */
    async ensure(
      key: string,
      references: readonly PlannedReference[],
      runSignal: AbortSignal,
    ): Promise<Result<string[]>> {
      const kept = held.get(key)
      const results = await abortable(
        Promise.all(references.map((reference, index) => find(reference, kept?.[index]))),
        runSignal,
      )
      const ids: string[] = []
      for (const result of results) {
        if (!result.ok) return result
        ids.push(result.value)
      }
      return succeeded(ids)
    },
  }
}
