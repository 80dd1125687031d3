import type { JournalEntry, PlannedReference } from '../../contract/journal.ts'
import type { Extending, ReadableStart } from '../../contract/start-pictures.ts'
import { bytesOf } from '../images/bytes-of.ts'
import { fitStartPicture } from '../images/fit-start-picture.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { extendingOf } from '../runs/parts.ts'
import type { Shell } from '../shell.ts'
import type { ReferenceSource } from '../state/draft.ts'
import { noteLost } from '../state/lost-pictures.ts'
import { abortable } from './abortable.ts'
import { extendPicture } from './extend.ts'
import { readStartPicture } from './read-start-picture.ts'
import { createSlots } from './slots.ts'

const UPLOADS_AT_ONCE = 3
/** Start pictures that are in memory, each with up to some megabytes: the next is read while these are sent. */
const READINGS_AT_ONCE = 4

/** Less than the relay keeps what no press has used. */
const KNOWN_MS = 12 * 60 * 60_000

/** What the panel has of a reference. */
export type Held = { source: ReferenceSource | null }

/** The bytes' own object, or what they are read from on the canvas. */
export type Name = ReferenceSource | string
type Sending = Promise<Result<string>>
type Sent = { sending: Sending; at: number; id: string | null }

/** For a single try that nobody waits for; `spend` is told of every byte that leaves. */
type Ahead = { signal: AbortSignal; spend: (bytes: number) => void }
/** What can go ahead of a press. */
export type Early = { name: Name; send: (ahead: Ahead) => Sending }

export type Uploads = ReturnType<typeof createUploads>

/**
 * Gets reference bytes to the relay, each distinct reference once however many generations share it. An upload that
 * failed is forgotten, so that the next attempt starts afresh.
 */
export function createUploads(shell: Shell) {
  const { bridge, persist, relay, signal } = shell
  const inSlot = createSlots(UPLOADS_AT_ONCE)
  const inReading = createSlots(READINGS_AT_ONCE)
  let sentSources = new WeakMap<ReferenceSource, Sent>()
  const sentNames = new Map<string, Sent>()
  /** What is on its way without a press. */
  const early = new Map<Name, { sending: Sending; controller: AbortController }>()
  /** Entries that are waited for. */
  let waiting = 0
  /** The references of a press, by idempotency key, as long as the panel lives. */
  const held = new Map<string, readonly (Held | null)[]>()

  function find(name: Name): Sent | undefined {
    const known = typeof name === 'string' ? sentNames.get(name) : sentSources.get(name)
    return known && shell.now() - known.at < KNOWN_MS ? known : undefined
  }

  function once(name: Name, start: () => Sending): Sending {
    const known = find(name)
    if (known) return known.sending
    const sent: Sent = { sending: sendAfterEarly(name, start), at: shell.now(), id: null }
    if (typeof name === 'string') sentNames.set(name, sent)
    else sentSources.set(name, sent)
    const forget = () => (typeof name === 'string' ? sentNames.delete(name) : sentSources.delete(name))
    sent.sending.then((result) => {
      if (result.ok) sent.id = result.value
      else forget()
    }, forget)
    return sent.sending
  }

  /** What failed on its way without a press is sent as if it had not been tried. */
  async function sendAfterEarly(name: Name, start: () => Sending): Sending {
    const result = await early.get(name)?.sending
    return result?.ok ? result : start()
  }

  async function send(source: ReferenceSource, ahead?: Ahead): Sending {
    if (source.kind === 'uploaded') return succeeded(source.uploadId)
    const { mimeType } = source
    const upload = async () => {
      const bytes = source.kind === 'bytes' ? source.bytes : await bytesOf(source.blob)
      if (!ahead) return persist(() => relay.upload(bytes, mimeType))
      ahead.spend(bytes.length)
      return relay.upload(bytes, mimeType, ahead.signal)
    }
    const sent = await (ahead ? upload() : inSlot(upload))
    return sent.ok ? succeeded(sent.value.id) : sent
  }

  /** On resuming the panel has no bytes: the frame is exported again. */
  async function exportAgain(nodeId: string, maxPixels: number): Promise<Result<string>> {
    const exported = await bridge.ask({ type: 'export-references', references: [{ nodeId, maxPixels }] })
    if (!exported.ok) return exported
    const [reference] = exported.value.references
    if (!reference) {
      const failure = exported.value.refusals[0]?.failure
      return refused(failure ?? { code: 'reference_lost' })
    }
    const bytes = new Uint8Array(reference.bytes)
    return send({ kind: 'bytes', bytes, mimeType: 'image/png' })
  }

  function provide(entry: JournalEntry, reference: PlannedReference, kept: Held | null | undefined): Sending {
    const source = kept?.source ?? null
    // Before its id: the relay of another token may not know that.
    if (source) return once(source, () => send(source))
    const { name, nodeId, maxPixels, start, uploadId } = reference
    // After long the relay may have it no more, and what the file still shows is there to be taken again.
    const isFresh = shell.now() - entry.createdAt < KNOWN_MS
    if (uploadId !== null && (isFresh || nodeId === null)) return Promise.resolve(succeeded(uploadId))
    if (nodeId !== null && start && start.kind !== 'file') {
      // What lies below a layer is another picture with the next press; its own is told apart by its key.
      const picture = start.kind === 'own' ? start.picture?.key : undefined
      const name = picture ?? `${entry.batchId} ${nodeId}`
      const extending = extendingOf(entry)
      if (extending) {
        // The parts after the first go on from what has come for this one.
        const shape = extending.part === 0 ? `${name} ${JSON.stringify(extending)}` : entry.key
        return once(`extended ${shape}`, () => inReading(() => sendExtended(entry, extending)))
      }
      return once(nameOfStart(name, maxPixels), () => inReading(() => readStart(nodeId, start, maxPixels)))
    }
    if (nodeId === null) return Promise.resolve(refused({ code: 'reference_lost', detail: `“${name}”` }))
    return once(`frame ${nodeId} ${maxPixels}`, () => exportAgain(nodeId, maxPixels))
  }

  /** The same at the press and on resuming: the journal says which picture it was. */
  async function readStart(
    targetId: string,
    start: ReadableStart,
    maxPixels: number,
    early?: { pictureKey: string; ahead: Ahead },
  ): Sending {
    const read = await readStartPicture(shell, targetId, start, maxPixels)
    if (!read.ok) {
      if (early) noteLost(shell.state, read.failure, early.pictureKey)
      return read
    }
    // The layer has got another since: that one is not meant.
    if (early && read.value.picture?.key !== early.pictureKey) return refused({ code: 'start_picture_gone' })
    const fitted = await fitStartPicture(shell.images, read.value, maxPixels)
    return fitted.ok ? send({ kind: 'bytes', ...fitted.value }, early?.ahead) : fitted
  }

  /** Ends what is on its way without a press and is not wanted. */
  function endEarly(isWanted: (name: Name) => boolean) {
    for (const [name, { controller }] of early) if (!isWanted(name)) controller.abort()
  }

  /** Never in the way of a press: what the presses do not wait for makes room. */
  function makeRoom() {
    const sources = new Set([...held.values()].flat().map((kept) => kept?.source))
    endEarly((name) => typeof name === 'string' || sources.has(name))
  }

  async function sendExtended(entry: JournalEntry, extending: Extending): Promise<Result<string>> {
    const extended = await extendPicture(shell, entry, extending, [], signal)
    if (!extended.ok) return extended
    if (extended.value.kind !== 'sent') return refused({ code: 'part_unfit' })
    const bytes = await bytesOf(extended.value.blob)
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
      sentSources = new WeakMap()
      sentNames.clear()
    },
    send: (source: ReferenceSource) => once(source, () => send(source)),
    /** The relay's name for bytes that it has. */
    sentId: (source: ReferenceSource): string | null =>
      source.kind === 'uploaded' ? source.uploadId : (find(source)?.id ?? null),
    isKnown: (name: Name) => find(name) !== undefined || early.has(name),
    /** Whether a press waits for uploads. */
    isBusy: () => waiting > 0,
    endEarly,
    ofSource: (source: ReferenceSource): Early => ({ name: source, send: (ahead) => send(source, ahead) }),
    ofStart(targetId: string, start: ReadableStart, maxPixels: number, pictureKey: string): Early {
      return {
        name: nameOfStart(pictureKey, maxPixels),
        send: (ahead) => readStart(targetId, start, maxPixels, { pictureKey, ahead }),
      }
    },
    /** Tries once, and keeps what was sent for the next press. */
    async sendEarly({ name, send: sendOne }: Early, spend: Ahead['spend']): Sending {
      const controller = new AbortController()
      const ending = AbortSignal.any([controller.signal, signal])
      // An upload that was ended is one that was not made.
      const sending = sendOne({ signal: ending, spend }).catch((error): Result<string> => {
        if (!ending.aborted) console.error(error)
        return refused({ code: 'offline' })
      })
      early.set(name, { sending, controller })
      const result = await sending
      early.delete(name)
      if (result.ok) void once(name, async () => result)
      return result
    },
    /** Ids in the order of the entry's references, or the first failure. Shared uploads go on when `runSignal` is aborted. */
    async ensure(entry: JournalEntry, runSignal: AbortSignal): Promise<Result<string[]>> {
      const kept = held.get(entry.key)
      makeRoom()
      waiting += 1
      try {
        const results = await abortable(
          Promise.all(entry.references.map((reference, index) => provide(entry, reference, kept?.[index]))),
          runSignal,
        )
        const ids: string[] = []
        for (const result of results) {
          if (!result.ok) return result
          ids.push(result.value)
        }
        return succeeded(ids)
      } finally {
        waiting -= 1
      }
    },
  }
}

function nameOfStart(picture: string, maxPixels: number): string {
  return `start ${picture} ${maxPixels}`
}
