/**
 * The engine between a sandbox that keeps a journal and a relay that makes images when told to: both remember what they
 * were asked, and both outlive the panel, so that it can be closed and opened again.
 */
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { Failure } from '../../../contract/failures.ts'
import type { JournalEntry, PlannedReference } from '../../../contract/journal.ts'
import type { PlannedGeneration } from '../../../contract/messages.ts'
import type { CreateGeneration, EventPage, Generation } from '../../../contract/relay-api.ts'
import type { OwnPicture, ReadableStart } from '../../../contract/start-pictures.ts'
import type { Bridge, Order } from '../../../ui/bridge.ts'
import { createEngine } from '../../../ui/drive/engine.ts'
import { createPauses } from '../../../ui/drive/pauses.ts'
import { createPersist } from '../../../ui/drive/persist.ts'
import type { Relay } from '../../../ui/relay-client.ts'
import { type Result, refused, succeeded } from '../../../ui/result.ts'
import type { Shell } from '../../../ui/shell.ts'
import { createPanelState } from '../../../ui/state/panel-state.ts'
import { makeLookRelay } from './look-relay.ts'
import { makeEntry, makeGeneration, makeMe, UPLOAD_ID } from './make.ts'

/** As the sandbox does at the press: notes which picture the layer has. */
function noteStart(reference: PlannedReference): PlannedReference {
  if (reference.start?.kind !== 'own' || reference.uploadId !== null) return reference
  const key = `picture of ${reference.nodeId}`
  return { ...reference, start: { ...reference.start, picture: { key, imageHash: key, crop: null } } }
}

/** The noted picture, whatever the layer shows by now. */
function pictureOf(targetId: string, start: ReadableStart, newest: string): OwnPicture {
  if (start.kind === 'own' && start.picture !== undefined) return start.picture
  const key = start.kind === 'below' ? `below ${targetId}` : `${newest} of ${targetId}`
  return { key, imageHash: key, crop: null }
}

export type World = ReturnType<typeof makeWorld>

export function makeWorld() {
  const journal = new Map<string, JournalEntry>()
  const orders: Order[] = []
  const placed: string[] = []
  const placedBytes: string[] = []
  const uploaded: string[] = []
  const uploadBytes = new Map<string, Uint8Array<ArrayBuffer>>()
  const generations = new Map<string, Generation>()
  const bodies = new Map<string, string>()
  const posts: string[] = []
  let uploads = 0
  let accountReads = 0
  const thumbnailReads: (readonly string[])[] = []
  const imageReads: string[] = []
  let revision = 0
  /** Whose token the panel holds, and whose each generation is. */
  const caller = { personId: 'ada' }
  const owners = new Map<string, string>()
  const revisions = new Map<string, number>()
  const listeners = new Set<() => void>()
  /** Set to have the relay answer a call with a failure, once or as long as it stays. */
  const failing: Partial<Record<keyof Relay, Result<never>[]>> = {}
  const failNext = (call: keyof Relay): Result<never> | null => failing[call]?.shift() ?? null

  function tell(key: string, changes: Partial<Generation>) {
    const known = generations.get(key)
    if (known === undefined) throw new Error(`no generation with key ${key}`)
    revision += 1
    const generation = {
      ...known,
      ...changes,
      updated_at: `2026-06-01T09:31:00.${String(revision).padStart(3, '0')}Z`,
    }
    generations.set(key, generation)
    revisions.set(key, revision)
    for (const listener of [...listeners]) listener()
  }

  const succeedWith = (key: string) =>
    tell(key, { status: 'succeeded', images: makeGeneration('succeeded').images, expected_at: null })

  function begin(plans: readonly PlannedGeneration[]): JournalEntry[] {
    return plans.map(({ target, title, references: planned, ...plan }) => {
      const references = planned.map((reference) => noteStart(reference))
      const nodeId = target.kind === 'new-image' ? '9:9' : target.nodeId
      const entry = makeEntry({
        ...plan,
        references,
        target: { ...makeEntry().target, nodeId, ...(title === undefined ? {} : { title }) },
      })
      journal.set(entry.key, entry)
      return entry
    })
  }

  const polled: string[] = []
  const links: string[] = []
  const sandbox = {
    hold: null as Order['type'] | null,
    refuse: null as Order['type'] | null,
    refusal: { code: 'storage_full' } as Failure,
    /** Ids of layers that take no fill. */
    locked: [] as string[],
    /** What each layer shows now; at the press "picture" is noted. */
    newest: 'newest picture',
    /** Ids of layers whose pictures the file has lost. */
    lost: [] as string[],
    answer(order: Order): Record<string, unknown> {
      orders.push(order)
      if (sandbox.refuse === order.type) return { type: 'sandbox-failed', failure: sandbox.refusal }
      switch (order.type) {
        case 'begin-generations':
          return { type: 'generations-begun', entries: begin(order.generations) }
        case 'record-request':
          change(order.key, { request: order.body, personId: order.personId })
          return { type: 'done' }
        case 'record-accepted':
          change(order.key, { generationId: order.generationId })
          return { type: 'done' }
        case 'stop-waiting':
          change(order.key, { isAwaited: false })
          return { type: 'done' }
        case 'forget-generation':
          journal.delete(order.key)
          return { type: 'done' }
        case 'place-image':
          if (journal.delete(order.key)) {
            placed.push(order.key)
            placedBytes.push(new TextDecoder().decode(order.bytes))
          }
          return { type: 'image-placed', nodeId: '1:2', outcome: 'placed' }
        case 'place-copy':
          return { type: 'image-placed', nodeId: '1:2', outcome: 'placed' }
        case 'read-start-pictures':
          return {
            type: 'start-pictures-read',
            pictures: order.pictures
              .filter(({ targetId }) => !sandbox.lost.includes(targetId))
              .map(({ targetId, start }) => ({
                targetId,
                name: targetId,
                bytes: new TextEncoder().encode(pictureOf(targetId, start, sandbox.newest).key),
                picture: start.kind === 'own' ? pictureOf(targetId, start, sandbox.newest) : null,
                crop: null,
                isOriginal: true,
              })),
            refusals: order.pictures
              .filter(({ targetId }) => sandbox.lost.includes(targetId))
              .map(({ targetId }) => ({ targetId, name: '', failure: { code: 'start_picture_gone' } })),
          }
        case 'export-references':
          return {
            type: 'references-exported',
            references: order.references.map(({ nodeId }) => ({
              nodeId,
              name: nodeId,
              bytes: new Uint8Array([7]),
              width: 1,
              height: 1,
            })),
            refusals: [],
          }
        case 'choose-slot':
          return { type: 'slot-chosen', nodeIds: ['1:1', '1:5'] }
        case 'add-images':
          return {
            type: 'images-added',
            images: order.images.map(() => ({ hash: 'h', width: 1, height: 1 })),
          }
        case 'fill-layers':
          return {
            type: 'layers-filled',
            results: order.fills.map(({ nodeId }) => ({
              nodeId,
              failure: sandbox.locked.includes(nodeId) ? { code: 'target_gone' } : null,
            })),
          }
        default:
          return { type: 'done' }
      }
    },
  }

  function change(key: string, changes: Partial<JournalEntry>) {
    const entry = journal.get(key)
    if (entry !== undefined) journal.set(key, { ...entry, ...changes })
  }

  function create(key: string, body: CreateGeneration): Result<Generation> {
    posts.push(key)
    const sent = JSON.stringify(body)
    const known = generations.get(key)
    if (known !== undefined) {
      return bodies.get(key) === sent ? succeeded(known) : refused({ code: 'idempotency_conflict' })
    }
    bodies.set(key, sent)
    owners.set(key, caller.personId)
    const { look, ...request } = body
    const made = { ...request, id: `g-${key}`, idempotency_key: key }
    const named = look === undefined ? {} : { look: { ...look, name: 'Autumn' } }
    generations.set(key, makeGeneration('accepted', { ...made, ...named }))
    revision += 1
    revisions.set(key, revision)
    return succeeded(generations.get(key) ?? makeGeneration('accepted'))
  }

  const find = (id: string): Result<Generation> => {
    const found = [...generations.values()].find((generation) => generation.id === id)
    const isOwn = owners.get(found?.idempotency_key ?? '') === caller.personId
    return found === undefined || !isOwn ? refused({ code: 'not_found' }) : succeeded(found)
  }

  const lookRelay = makeLookRelay()
  const relay: Relay = {
    ...lookRelay.calls,
    readMe: async () => {
      accountReads += 1
      return failNext('readMe') ?? succeeded(makeMe({}, caller.personId))
    },
    readHealth: async () => succeeded({ status: 'ok' }),
    startSignIn: async () => failNext('startSignIn') ?? succeeded(SIGN_IN_START),
    takeSignInToken: async (deviceCode) => {
      polled.push(deviceCode)
      const token = { access_token: 'rl_1_signed', expires_at: '2026-07-01T00:00:00.000Z', name: 'Ada' }
      return failNext('takeSignInToken') ?? succeeded(token)
    },
    upload: async (bytes) => {
      uploads += 1
      uploaded.push(new TextDecoder().decode(bytes))
      const id = bytes.length < 8 ? UPLOAD_ID : createHash('sha256').update(bytes).digest('hex')
      uploadBytes.set(id, bytes)
      return failNext('upload') ?? succeeded({ id, mime_type: 'image/png', bytes: 1, width: 1, height: 1 })
    },
    readUpload: async (id) => {
      const bytes = uploadBytes.get(id)
      return bytes === undefined ? refused({ code: 'not_found' }) : succeeded(bytes)
    },
    createGeneration: async (key, body) => failNext('createGeneration') ?? create(key, body),
    readGeneration: async (id) => failNext('readGeneration') ?? find(id),
    listGenerations: async () => succeeded({ generations: [...generations.values()], next: null }),
    readEvents: (cursor, signal) =>
      new Promise((resolve, reject) => {
        const failure = failNext('readEvents')
        if (failure !== null) return resolve(failure)
        const answer = () => {
          const after = cursor === null ? 0 : Number(cursor)
          const own = [...generations.values()].filter(
            ({ idempotency_key: key }) => owners.get(key) === caller.personId,
          )
          const changed = own.filter((generation) =>
            cursor === null
              ? generation.expected_at !== null
              : (revisions.get(generation.idempotency_key) ?? 0) > after,
          )
          if (cursor !== null && changed.length === 0) return
          listeners.delete(answer)
          resolve(succeeded<EventPage>({ cursor: String(revision), generations: changed }))
        }
        listeners.add(answer)
        signal.addEventListener('abort', () => {
          listeners.delete(answer)
          reject(signal.reason)
        })
        answer()
      }),
    readImage: async (id) => {
      imageReads.push(id)
      return failNext('readImage') ?? succeeded(new Uint8Array([1]))
    },
    readThumbnails: async (ids) => {
      thumbnailReads.push(ids)
      return failNext('readThumbnails') ?? succeeded(new Map(ids.map((id) => [id, new File([id], id)])))
    },
    saveThumbnail: async () => succeeded(new Response()),
    star: async (id) => find(id),
    fetchAgain: async (id) => {
      const failure = failNext('fetchAgain')
      if (failure !== null) return failure
      const found = find(id)
      if (!found.ok || found.value.can_fetch_again !== true) return refused({ code: 'validation_failed' })
      tell(found.value.idempotency_key, { status: 'downloading', failure: null, can_fetch_again: false })
      return find(id)
    },
    deleteGeneration: async () => succeeded(new Response()),
  }

  return {
    /** Whether what is read from the canvas can be used as a reference, as it is. */
    fits: false,
    /** Of every picture that is to be extended. */
    pictureSize: { width: 1000, height: 1000 },
    /** Which parts come back as something else, from 1. */
    unfitParts: new Set<number>(),
    /** What was placed, as text, in the order of `placed`. */
    placedBytes,
    /** What was uploaded, as text. */
    uploaded,
    caller,
    lookRelay,
    journal,
    orders,
    placed,
    posts,
    generations,
    sandbox,
    relay,
    failing,
    tell,
    succeedWith,
    uploadCount: () => uploads,
    accountReads: () => accountReads,
    thumbnailReads,
    imageReads,
    /** Device codes, each time one was asked with. */
    polled,
    /** Addresses that the browser was to open. */
    links,
    ordersOf: (type: Order['type']) => orders.filter((order) => order.type === type).length,
  }
}

const SIGN_IN_START = {
  device_code: 'device-1',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://relay.example/sign-in',
  verification_uri_complete: 'https://relay.example/sign-in?user_code=WDJB-MJHT',
  expires_in: 600,
  interval: 5,
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
