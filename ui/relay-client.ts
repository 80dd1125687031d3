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
  /** Ends with the panel, and with it every call that is given no other. */
  closing: AbortSignal
}

type Options = {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  body?: BodyInit
  /** In place of a body of other kinds. */
  json?: unknown
  /** The answer may take as long as this; after it the relay counts as unreachable. Default 20 s. */
  timeoutMs?: number
  /** Overrides the stored token, to try one that was just pasted. */
  token?: string | undefined
  signal?: AbortSignal | undefined
}

const SHORT_MS = 20_000
const BYTES_MS = 120_000

export type Relay = ReturnType<typeof createRelay>

export function createRelay({ baseUrl, readToken, isOnline, fetch, download, closing }: RelayDependencies) {
  const authorization = (token = readToken() ?? '') => ({ Authorization: `Bearer ${token}` })

  async function send(path: string, options: Options = {}): Promise<Result<Response>> {
    const { method = 'GET', headers, body, json, timeoutMs = SHORT_MS, token, signal = closing } = options
    let response: Response
    try {
      response = await fetch(baseUrl + path, {
        method,
        headers: {
          ...authorization(token),
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        cache: 'no-store',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        body: json === undefined ? (body ?? null) : JSON.stringify(json),
      })
    } catch {
      return unreachable(signal)
    }
    return response.ok ? succeeded(response) : refused(await readFailure(response))
  }

  async function read<T>(
    take: (response: Response) => Promise<T | null>,
    path: string,
    options: Options = {},
  ): Promise<Result<T>> {
    const sent = await send(path, options)
    if (!sent.ok) return sent
    try {
      const value = await take(sent.value)
      if (value !== null) return succeeded(value)
      return refused({ code: 'internal', requestId: requestIdOf(sent.value) })
    } catch {
      return unreachable(options.signal)
    }
  }

  function unreachable(signal = closing) {
    signal.throwIfAborted()
    return refused({ code: isOnline() ? 'relay_unreachable' : 'offline' })
  }

  /** Reads JSON of one shape; an answer of another shape is a fault of the relay. */
  function readJson<S extends v.GenericSchema>(schema: S, path: string, options?: Options) {
    return read<v.InferOutput<S>>(
      async (response) => parseAs(schema, parseJson(await response.text())),
      path,
      options,
    )
  }

  function readBytes(path: string, signal?: AbortSignal) {
    const take = async (response: Response) => new Uint8Array(await response.arrayBuffer())
    return read(take, path, { timeoutMs: BYTES_MS, signal })
  }

  const generationPath = (id: string) => `/v1/generations/${encodeURIComponent(id)}`
  const onlyIf = ({ version }: Pick<Look, 'version'>) => ({ 'If-Match': `"${version}"` })
  let unsaved = ''
  let lookKey = ''

  return {
    readMe: (token?: string) => readJson(api.me, '/v1/me', { token }),

    /** Whether people can sign in with the company's account. */
    readHealth: () => readJson(api.health, '/healthz'),

    startSignIn: () => readJson(api.signInStart, '/v1/sign-in', { method: 'POST' }),

    takeSignInToken: (device_code: string) =>
      readJson(api.signInToken, '/v1/sign-in/token', { method: 'POST', json: { device_code } }),

    /** The same bytes again get the same id, so this may be repeated freely. */
    upload(body: Uint8Array<ArrayBuffer>, mimeType: ImageMimeType, signal?: AbortSignal) {
      const headers = { 'Content-Type': mimeType }
      return readJson(api.upload, '/v1/uploads', {
        method: 'POST',
        headers,
        body,
        timeoutMs: BYTES_MS,
        signal,
      })
    },

    /** What was uploaded, as it was sent. */
    readUpload: (id: string, signal?: AbortSignal) => readBytes(`/v1/uploads/${id}`, signal),

    /** The paid call: repeat it only with the same key and the same body. */
    createGeneration(key: string, json: api.CreateGeneration) {
      const headers = { 'Idempotency-Key': key }
      return readJson(api.generation, '/v1/generations', { method: 'POST', headers, json })
    },

    readGeneration: (id: string, signal?: AbortSignal) =>
      readJson(api.generation, generationPath(id), { signal }),

    /** Newest first; `before` is the `next` of the page before, or null for the first. */
    listGenerations: (query: Record<string, string>) =>
      readJson(api.generationPage, `/v1/generations?${new URLSearchParams(query)}`),

    /** Long poll: answers when something changed after `cursor`, or after 25 s with nothing. */
    readEvents(cursor: string | null, signal: AbortSignal) {
      const query = new URLSearchParams({ wait: String(api.MAX_WAIT_SECONDS) })
      if (cursor !== null) query.set('after', cursor)
      const timeoutMs = api.MAX_WAIT_SECONDS * 1000 + SHORT_MS
      return readJson(api.eventPage, `/v1/events?${query}`, { timeoutMs, signal })
    },

    /** What goes wrong with the download on the other thread, an ordinary one tells. */
    async readImage(id: string, signal = closing) {
      const path = `${generationPath(id)}/images/0`
      const bytes = download && (await abortable(download(baseUrl + path, authorization(), BYTES_MS), signal))
      return bytes ? succeeded(bytes) : readBytes(path, signal)
    },

    /** By generation; of those that have one. */
    readThumbnails: (ids: readonly string[]) =>
      read(async (response) => {
        const form = await response.formData()
        return new Map([...form].flatMap(([id, file]) => (file instanceof Blob ? [[id, file]] : [])))
      }, `/v1/thumbnails?ids=${ids}`),

    saveThumbnail(id: string, body: Uint8Array<ArrayBuffer>, mimeType: ImageMimeType) {
      const headers = { 'Content-Type': mimeType }
      return send(`${generationPath(id)}/thumbnail`, { method: 'PUT', headers, body })
    },

    readLooks: () => readJson(lookList, '/v1/looks'),

    readLookVersion: (id: string, version: number) =>
      readJson(lookVersionBody, `/v1/looks/${id}/versions/${version}`),

    readLookReference: (id: string, uploadId: string) => readBytes(`/v1/looks/${id}/references/${uploadId}`),

    /** @param edited the version that the change was made from; null for a new one */
    async saveLook(edited: Pick<Look, 'id' | 'version'> | null, draft: SaveLook) {
      const body = JSON.stringify(draft)
      // The same once more, after an answer that was lost, makes no second one.
      if (body !== unsaved) lookKey = makeKey()
      unsaved = body
      const saved = await (edited
        ? readJson(look, `/v1/looks/${edited.id}`, { method: 'PUT', headers: onlyIf(edited), json: draft })
        : readJson(look, '/v1/looks', {
            method: 'POST',
            headers: { 'Idempotency-Key': lookKey },
            json: draft,
          }))
      if (saved.ok) unsaved = ''
      return saved
    },

    deleteLook: (edited: Pick<Look, 'id' | 'version'>) =>
      send(`/v1/looks/${edited.id}`, { method: 'DELETE', headers: onlyIf(edited) }),

    star: (id: string, starred: boolean) =>
      readJson(api.generation, generationPath(id), { method: 'PATCH', json: { starred } }),

    /** Has the relay ask for a paid image again that it had given up; costs nothing. */
    fetchAgain: (id: string) => readJson(api.generation, `${generationPath(id)}/fetch`, { method: 'POST' }),

    /** Forgets a generation and its images. */
    deleteGeneration: (id: string) => send(generationPath(id), { method: 'DELETE' }),
  }
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
