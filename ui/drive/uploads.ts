import type { JournalEntry, PlannedReference } from '../../contract/journal.ts'
import type { Extending, ReadableStart } from '../../contract/start-pictures.ts'
import { fitStartPicture } from '../images/fit-start-picture.ts'
import { extendingOf } from '../parts.ts'
import { type Result, refused, succeeded } from '../result.ts'
import type { Shell } from '../shell.ts'
import type { ReferenceSource } from '../state/draft.ts'
import { abortable } from './abortable.ts'
import { extendPicture } from './extend.ts'
import { createSlots } from './slots.ts'

const UPLOADS_AT_ONCE = 3
/** Start pictures that are in memory, each with up to some megabytes: the next is read while these are sent. */
const READINGS_AT_ONCE = 4

/** What the panel has of a reference. */
export type Held = { source: ReferenceSource | null }

export type Uploads = ReturnType<typeof createUploads>

/**
 * Gets reference bytes to the relay, each distinct reference once however many generations share it. An upload that
 * failed is forgotten, so that the next attempt starts afresh.
 */
export function createUploads(shell: Shell) {
  const { bridge, persist, relay, signal } = shell
  const inSlot = createSlots(UPLOADS_AT_ONCE)
  const inReading = createSlots(READINGS_AT_ONCE)
  /** By the bytes' own object, or by what they are read from on the canvas. */
  const started = new Map<ReferenceSource | string, Promise<Result<string>>>()
  /** The references of a press, by idempotency key, as long as the panel lives. */
  const held = new Map<string, readonly (Held | null)[]>()

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
    const { mimeType } = source
    const sent = await inSlot(async () => {
      const bytes = source.kind === 'bytes' ? source.bytes : new Uint8Array(await source.blob.arrayBuffer())
      return persist(() => relay.upload(bytes, mimeType, signal), signal)
    })
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

  function find(
    entry: JournalEntry,
    reference: PlannedReference,
    kept: Held | null | undefined,
  ): Promise<Result<string>> {
    if (reference.uploadId !== null) return Promise.resolve(succeeded(reference.uploadId))
    const source = kept?.source ?? null
    if (source !== null) return once(source, () => send(source))
    const { name, nodeId, maxPixels, start } = reference
    if (nodeId !== null && start !== undefined && start.kind !== 'file') {
      // What lies below a layer is another picture with the next press; its own is told apart by its key.
      const picture = start.kind === 'own' ? start.picture?.key : undefined
      const name = picture ?? `${entry.batchId} ${nodeId}`
      const extending = extendingOf(entry)
      if (extending !== null) {
        // The parts after the first go on from what has come for this one.
        const shape = extending.part === 0 ? `${name} ${JSON.stringify(extending)}` : entry.key
        return once(`extended ${shape}`, () => inReading(() => sendExtended(entry, extending)))
      }
      return once(`start ${name} ${maxPixels}`, () => inReading(() => readStart(nodeId, start, maxPixels)))
    }
    if (nodeId === null) return Promise.resolve(refused({ code: 'reference_lost', detail: `“${name}”` }))
    return once(`frame ${nodeId} ${maxPixels}`, () => exportAgain(nodeId, maxPixels))
  }

  /** The same at the press and on resuming: the journal says which picture it was. */
  async function readStart(
    targetId: string,
    start: ReadableStart,
    maxPixels: number,
  ): Promise<Result<string>> {
    const read = await bridge.ask({ type: 'read-start-pictures', pictures: [{ targetId, start, maxPixels }] })
    if (!read.ok) return read
    const [picture] = read.value.pictures
    if (picture === undefined) {
      return refused(read.value.refusals[0]?.failure ?? { code: 'start_picture_gone' })
    }
    const fitted = await fitStartPicture(shell.images, picture, maxPixels)
    return fitted.ok ? send({ kind: 'bytes', ...fitted.value }) : fitted
  }

  async function sendExtended(entry: JournalEntry, extending: Extending): Promise<Result<string>> {
    const extended = await extendPicture(shell, entry, extending, [], signal)
    if (!extended.ok) return extended
    if (extended.value.kind !== 'sent') return refused({ code: 'part_unfit' })
    const bytes = new Uint8Array(await extended.value.blob.arrayBuffer())
    return send({ kind: 'bytes', bytes, mimeType: 'image/png' })
  }

  return {
    /** Keeps the bytes of a press at hand for its uploads. */
    hold(key: string, references: readonly (Held | null)[]) {
      held.set(key, references)
    },
    release(key: string) {
      held.delete(key)
    },
    /** With another token the relay may not know them. */
    forgetSent() {
      started.clear()
    },
    /** Ids in the order of the entry's references, or the first failure. Shared uploads go on when `runSignal` is aborted. */
    async ensure(entry: JournalEntry, runSignal: AbortSignal): Promise<Result<string[]>> {
      const kept = held.get(entry.key)
      const results = await abortable(
        Promise.all(entry.references.map((reference, index) => find(entry, reference, kept?.[index]))),
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
