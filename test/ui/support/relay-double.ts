/** A relay that makes images when told to, and remembers what it was asked. It outlives the panel. */
import { createHash } from 'node:crypto'
import type { CreateGeneration, EventPage, Generation } from '../../../contract/relay-api.ts'
import type { Relay } from '../../../ui/relay-client.ts'
import { type Result, refused, succeeded } from '../../../ui/result.ts'
import { makeLookRelay } from './look-relay.ts'
import { makeGeneration, makeMe, UPLOAD_ID } from './make.ts'

const SIGN_IN_START = {
  device_code: 'device-1',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://relay.example/sign-in',
  verification_uri_complete: 'https://relay.example/sign-in?user_code=WDJB-MJHT',
  expires_in: 600,
  interval: 5,
}

export function makeRelay() {
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
  const polled: string[] = []
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
    relay,
    lookRelay,
    caller,
    failing,
    generations,
    tell,
    succeedWith,
    posts,
    /** What was uploaded, as text. */
    uploaded,
    uploadCount: () => uploads,
    accountReads: () => accountReads,
    thumbnailReads,
    imageReads,
    /** Device codes, each time one was asked with. */
    polled,
  }
}
