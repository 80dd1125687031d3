/** The forms that every answer takes: JSON, bytes, or the one envelope for errors. */
import type { Context } from 'hono'
import { RELAY_FAILURES, type RelayFailureCode } from '../../contract/failures.ts'
import type { ImageMimeType } from '../../contract/model.ts'
import type { ErrorBody } from '../../contract/relay-api.ts'
import type { Pieces, WholeBlob } from '../blobs/pieces.ts'
import type { StoredThumbnail } from '../store/generations/images.ts'
import { streamPieces } from './bodies/stream-pieces.ts'
import { COMMON_HEADERS } from './door/common-headers.ts'
import type { RelayEnv } from './env.ts'

/** A reason to say no, as a value. */
export type Refusal = {
  code: RelayFailureCode
  /** Instead of the code's own sentence. */
  message?: string
  retryAfterMs?: number
  /** Instead of the code's own. */
  status?: 405 | 503
  headers?: Record<string, string>
  /** The connection is of no more use. */
  isLast?: boolean
}

export const STATUS_OF_CODE = {
  unauthenticated: 401,
  forbidden: 403,
  changed_meanwhile: 412,
  not_found: 404,
  validation_failed: 400,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_conflict: 409,
  quota_exceeded: 402,
  insufficient_credits: 402,
  rate_limited: 429,
  generation_failed: 502,
  cancelled: 409,
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  upstream_unavailable: 502,
  internal: 500,
} as const satisfies Record<RelayFailureCode, number>

export function refuse(c: Context<RelayEnv>, refusal: Refusal): Response {
  const { code, status = STATUS_OF_CODE[code], retryAfterMs, isLast, headers } = refusal
  c.set('refusal', code)
  const body = describeRefusal(refusal, c.get('requestId'))
  return answer(c, status, JSON.stringify(body), {
    'Content-Type': 'application/json',
    ...(retryAfterMs === undefined
      ? {}
      : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
    ...(code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...(isLast ? { Connection: 'close' } : {}),
    ...headers,
  })
}

export function describeRefusal(refusal: Refusal, requestId: string): ErrorBody {
  const { code, message = RELAY_FAILURES[code].sentence, retryAfterMs } = refusal
  return {
    error: {
      code,
      message,
      request_id: requestId,
      ...(retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(retryAfterMs) }),
    },
  }
}

export function sendJson(
  c: Context<RelayEnv>,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return sendWritten(c, JSON.stringify(value), status, headers)
}

/** What is JSON already. */
export function sendWritten(
  c: Context<RelayEnv>,
  json: string,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return answer(c, status, json, { 'Content-Type': 'application/json', ...headers })
}

export function sendNothing(c: Context<RelayEnv>): Response {
  return answer(c, 204, null)
}

/** What both kinds of images have in common. */
type SentImage = { mimeType: ImageMimeType; sha256: string }

/** The whole of it at once; for a larger one see `streamImage`. */
export function sendImage(
  c: Context<RelayEnv>,
  image: SentImage & { data: Uint8Array },
  cacheControl: string,
): Promise<Response> {
  return answerImage(c, image, cacheControl, async () => toPlainBytes(image.data), image.data.byteLength)
}

/** Piece by piece, each read when the client has taken what went before. @throws {BlobsAway} */
export function streamImage(
  c: Context<RelayEnv>,
  image: SentImage & WholeBlob,
  open: () => Promise<Pieces>,
  cacheControl: string,
): Promise<Response> {
  const openBody = async () => streamPieces(await open())
  return answerImage(c, image, cacheControl, openBody, image.byteCount)
}

async function answerImage(
  c: Context<RelayEnv>,
  { mimeType, sha256 }: SentImage,
  cacheControl: string,
  openBody: () => Promise<Exclude<Body, string>>,
  byteCount: number,
): Promise<Response> {
  const etag = `"${sha256}"`
  // What one token has fetched must not answer for another in the same browser.
  const headers = { ETag: etag, 'Cache-Control': cacheControl, Vary: 'Authorization' }
  if (hasEtag(c.req.header('if-none-match'), etag)) return answer(c, 304, null, headers)
  return answer(c, 200, await openBody(), {
    ...headers,
    'Content-Type': mimeType,
    'Content-Length': String(byteCount),
    // Should a browser ever be led to open the address as a page, nothing in the bytes may run.
    'Content-Security-Policy': "default-src 'none'; sandbox",
  })
}

/** Several files in one answer, by name, in the form that `Response.formData()` takes apart again. */
export async function sendFiles(
  c: Context<RelayEnv>,
  files: Map<string, StoredThumbnail>,
): Promise<Response> {
  const form = new FormData()
  for (const [name, { data, mimeType }] of files) {
    form.append(name, new Blob([toPlainBytes(data)], { type: mimeType }))
  }
  const packed = new Response(form)
  return answer(c, 200, new Uint8Array(await packed.arrayBuffer()), {
    'Content-Type': packed.headers.get('content-type') ?? '',
  })
}

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

/**
 * Every answer is made here. A plain object of headers goes to the socket as it is, which is several times cheaper
 * than setting them one by one on Hono's context.
 */
export function answer(
  c: Context<RelayEnv>,
  status: number,
  body: Body | null,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, {
    status,
    headers: { ...COMMON_HEADERS, 'X-Request-Id': c.get('requestId'), ...headers },
  })
}

/** Weak comparison, RFC 9110, 13.1.2. */
function hasEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}

/** A view on a plain `ArrayBuffer`, which is what the bytes of both databases are; no copy is made then. */
function toPlainBytes(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data.buffer instanceof ArrayBuffer
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}
