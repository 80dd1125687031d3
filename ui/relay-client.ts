/**
 * The panel's HTTP client for the relay. Every answer is parsed and every outcome is a value; a code is given where the
 * fact is known: at the socket, at the status line, in the error envelope. Only an aborted call rejects, since
 * cancelling is not failing.
 */
import type * as v from 'valibot'
import type { Failure } from '../contract/failures.ts'
import { type Look, look, lookList, lookVersionBody } from '../contract/looks.ts'
import type { ImageMimeType } from '../contract/model.ts'
import { parseAs } from '../contract/parse-as.ts'
import * as api from '../contract/relay-api.ts'
import type { SaveLook } from '../contract/save-look.ts'
import { abortable } from './drive/abortable.ts'
import { makeKey } from './make-key.ts'
import { type Result, refused, succeeded } from './result.ts'

export type RelayDependencies = {
  /** Without a trailing slash. */
  baseUrl: string
  readToken: () => string | null
  isOnline: () => boolean
  fetch: typeof fetch
  /** Takes in a large body on another thread; null when that can't be done, for whatever reason. */
  download?: (
    url: string,
    headers: Record<string, string>,
    timeoutMs: number,
  ) => Promise<Uint8Array<ArrayBuffer> | null>
}

type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  headers?: Record<string, string>
  body?: BodyInit
  /** The answer may take as long as this; after it the relay counts as unreachable. Default 20 s. */
  timeoutMs?: number
  /** Overrides the stored token, to try one that was just pasted. */
  token?: string
  signal: AbortSignal
}

const SHORT_MS = 20_000
const BYTES_MS = 120_000

export type Relay = ReturnType<typeof createRelay>

export function createRelay({ baseUrl, readToken, isOnline, fetch, download }: RelayDependencies) {
  const authorization = (token = readToken() ?? '') => ({ Authorization: `Bearer ${token}` })

  async function send({ timeoutMs = SHORT_MS, ...call }: Call): Promise<Result<Response>> {
    let response: Response
    try {
      response = await fetch(`${baseUrl}${call.path}`, {
        method: call.method ?? 'GET',
        headers: { ...authorization(call.token), ...call.headers },
        cache: 'no-store',
        signal: AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)]),
        ...(call.body === undefined ? {} : { body: call.body }),
      })
    } catch {
      return unreachable(call)
    }
    return response.ok ? succeeded(response) : refused(await readFailure(response))
  }

  async function read<T>(call: Call, take: (response: Response) => Promise<T | null>): Promise<Result<T>> {
    const sent = await send(call)
    if (!sent.ok) return sent
    try {
      const value = await take(sent.value)
      if (value !== null) return succeeded(value)
      return refused({ code: 'internal', requestId: requestIdOf(sent.value) })
    } catch {
      return unreachable(call)
    }
  }

  function unreachable({ signal }: Pick<Call, 'signal'>) {
    signal.throwIfAborted()
    return refused({ code: isOnline() ? 'relay_unreachable' : 'offline' })
  }

  /** Reads JSON of one shape; an answer of another shape is a fault of the relay. */
  function readJson<S extends v.GenericSchema>(schema: S, call: Call): Promise<Result<v.InferOutput<S>>> {
    return read(call, async (response) => parseAs(schema, parseJson(await response.text())))
  }

  const generationPath = (id: string) => `/v1/generations/${encodeURIComponent(id)}`
  const json = { 'Content-Type': 'application/json' }
  let unsaved = ''
  let lookKey = ''
  const lookCall = (look: Pick<Look, 'id' | 'version'> | null) =>
    look
      ? { path: `/v1/looks/${look.id}`, headers: { ...json, 'If-Match': `"${look.version}"` } }
      : { path: '/v1/looks', headers: { ...json, 'Idempotency-Key': lookKey } }

  return {
    readMe(signal: AbortSignal, token?: string) {
      return readJson(api.me, { path: '/v1/me', signal, ...(token === undefined ? {} : { token }) })
    },

    /** Whether people can sign in with the company's account. */
    readHealth(signal: AbortSignal) {
      return readJson(api.health, { path: '/healthz', signal })
    },

    startSignIn(signal: AbortSignal) {
      return readJson(api.signInStart, { method: 'POST', path: '/v1/sign-in', signal })
    },

    takeSignInToken(device_code: string, signal: AbortSignal) {
      const call = { path: '/v1/sign-in/token', headers: json, body: JSON.stringify({ device_code }), signal }
      return readJson(api.signInToken, { method: 'POST', ...call })
    },

    /** The same bytes again get the same id, so this may be repeated freely. */
    upload(bytes: Uint8Array<ArrayBuffer>, mimeType: ImageMimeType, signal: AbortSignal) {
      const headers = { 'Content-Type': mimeType }
      const call = { path: '/v1/uploads', headers, body: bytes, timeoutMs: BYTES_MS, signal }
      return readJson(api.upload, { method: 'POST', ...call })
    },

    /** What was uploaded, as it was sent. */
    readUpload(id: string, signal: AbortSignal) {
      return read({ path: `/v1/uploads/${id}`, timeoutMs: BYTES_MS, signal }, readBytes)
    },

    /** The paid call: repeat it only with the same key and the same body. */
    createGeneration(key: string, body: api.CreateGeneration, signal: AbortSignal) {
      return readJson(api.generation, {
        method: 'POST',
        path: '/v1/generations',
        headers: { ...json, 'Idempotency-Key': key },
        body: JSON.stringify(body),
        signal,
      })
    },

    readGeneration(id: string, signal: AbortSignal) {
      return readJson(api.generation, { path: generationPath(id), signal })
    },

    /** Newest first; `before` is the `next` of the page before, or null for the first. */
    listGenerations(query: Record<string, string>, signal: AbortSignal) {
      const path = `/v1/generations?${new URLSearchParams(query)}`
      return readJson(api.generationPage, { path, signal })
    },

    /** Long poll: answers when something changed after `cursor`, or after 25 s with nothing. */
    readEvents(cursor: string | null, signal: AbortSignal) {
      const query = new URLSearchParams({ wait: String(api.MAX_WAIT_SECONDS) })
      if (cursor !== null) query.set('after', cursor)
      const timeoutMs = api.MAX_WAIT_SECONDS * 1000 + SHORT_MS
      return readJson(api.eventPage, { path: `/v1/events?${query}`, timeoutMs, signal })
    },

    /** What goes wrong with the download on the other thread, an ordinary one tells. */
    async readImage(id: string, index: number, signal: AbortSignal) {
      const path = `${generationPath(id)}/images/${index}`
      const url = `${baseUrl}${path}`
      const bytes = download && (await abortable(download(url, authorization(), BYTES_MS), signal))
      return bytes ? succeeded(bytes) : read({ path, timeoutMs: BYTES_MS, signal }, readBytes)
    },

    /** By generation; of those that have one. */
    readThumbnails(ids: readonly string[], signal: AbortSignal) {
      return read({ path: `/v1/thumbnails?ids=${ids}`, signal }, async (response) => {
        const form = await response.formData()
        return new Map([...form].flatMap(([id, file]) => (file instanceof Blob ? [[id, file]] : [])))
      })
    },

    saveThumbnail(id: string, bytes: Uint8Array<ArrayBuffer>, mimeType: ImageMimeType, signal: AbortSignal) {
      const path = `${generationPath(id)}/thumbnail`
      const headers = { 'Content-Type': mimeType }
      return send({ method: 'PUT', path, headers, body: bytes, signal })
    },

    readLooks(signal: AbortSignal) {
      return readJson(lookList, { path: '/v1/looks', signal })
    },

    readLookVersion(id: string, version: number, signal: AbortSignal) {
      return readJson(lookVersionBody, { path: `/v1/looks/${id}/versions/${version}`, signal })
    },

    readLookReference(id: string, uploadId: string, signal: AbortSignal) {
      const path = `/v1/looks/${id}/references/${uploadId}`
      return read({ path, timeoutMs: BYTES_MS, signal }, readBytes)
    },

    /** @param edited the version that the change was made from; null for a new one */
    async saveLook(edited: Pick<Look, 'id' | 'version'> | null, draft: SaveLook, signal: AbortSignal) {
      const body = JSON.stringify(draft)
      // The same once more, after an answer that was lost, makes no second one.
      if (body !== unsaved) lookKey = makeKey()
      unsaved = body
      const method = edited ? 'PUT' : 'POST'
      const saved = await readJson(look, { ...lookCall(edited), method, body, signal })
      if (saved.ok) unsaved = ''
      return saved
    },

    deleteLook(look: Pick<Look, 'id' | 'version'>, signal: AbortSignal) {
      return send({ ...lookCall(look), method: 'DELETE', signal })
    },

    star(id: string, starred: boolean, signal: AbortSignal) {
      const body = JSON.stringify({ starred })
      const call = { path: generationPath(id), headers: json, body, signal }
      return readJson(api.generation, { method: 'PATCH', ...call })
    },

    /** Has the relay ask for a paid image again that it had given up; costs nothing. */
    fetchAgain(id: string, signal: AbortSignal) {
      return readJson(api.generation, { method: 'POST', path: `${generationPath(id)}/fetch`, signal })
    },

    /** Forgets a generation and its images. */
    deleteGeneration(id: string, signal: AbortSignal) {
      return send({ method: 'DELETE', path: generationPath(id), signal })
    },
  }
}

async function readBytes(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await response.arrayBuffer())
}

/** An error answer in the relay's own shape, or, from something in between that is not the relay, `internal`. */
async function readFailure(response: Response): Promise<Failure> {
  const body = parseAs(api.errorBody, parseJson(await response.text().catch(() => '')))
  if (!body) {
    return {
      code: response.status === 401 ? 'unauthenticated' : 'internal',
      requestId: requestIdOf(response),
    }
  }
  const { code, message, request_id, retry_after_ms } = body.error
  const retryAfterMs = retry_after_ms ?? retryAfterHeaderMs(response)
  return { code, detail: message, requestId: request_id, retryAfterMs }
}

function retryAfterHeaderMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}

function requestIdOf(response: Response): string | undefined {
  return response.headers.get('X-Request-Id') ?? undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
