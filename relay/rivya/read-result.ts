/** Makes an image, or a reason why there is none, of the answer of a link. */
import type { Dispatcher } from 'undici'
import { readImageHeader } from '../../contract/image-header.ts'
import type { DownloadOutcome } from './outcomes.ts'
import { parseRetryAfter } from './retry-after.ts'
import { unpack } from './unpack.ts'
import { isWholeImage } from './whole-image.ts'

/** What a decoder would have to hold: a small file can claim any size. */
const MAX_PIXELS = 100_000_000
const MAX_SIDE_PX = 16_384

/**
 * Reads an answer to its end, or ends it where it is no good.
 *
 * @throws what breaks the connection, or an error of unpacking
 */
export async function readResult(
  response: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<DownloadOutcome> {
  const { statusCode, headers, body } = response
  const problem = judgeHead(statusCode, headers, maxBytes)
  const unpacked = problem === null ? unpack(body, headers['content-encoding']) : null
  if (unpacked === null) {
    dropBody(response)
    return problem ?? reject('the result is packed in an unknown way')
  }
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of unpacked) {
    total += chunk.byteLength
    // Leaving the loop cuts the connection.
    if (total > maxBytes) return reject('the result is too large')
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(total)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  // Without either the end of the connection is the end of the body, also where it was cut. What is packed tells itself.
  const hasKnownEnd = 'content-length' in headers || 'transfer-encoding' in headers || unpacked !== body
  return judgeBytes(bytes, hasKnownEnd)
}

/** Cutting a body that has not ended is an error to the stream; without a listener it would end the process. */
export function dropBody({ body }: Pick<Dispatcher.ResponseData, 'body'>): void {
  body.on('error', () => undefined)
  body.destroy()
}

type Headers = Dispatcher.ResponseData['headers']

function judgeHead(status: number, headers: Headers, maxBytes: number): DownloadOutcome | null {
  if (status >= 300 && status < 400) return reject('the link redirects nowhere')
  // 206 is a part, which was not asked for.
  if (status < 200 || status >= 300 || status === 206) {
    const retryAfter = headers['retry-after']
    const retryAfterMs = parseRetryAfter(typeof retryAfter === 'string' ? retryAfter : null, Date.now())
    return { kind: 'not-now', reason: `download: HTTP ${status}`, retryAfterMs }
  }
  return Number(headers['content-length'] ?? 0) > maxBytes ? reject('the result is too large') : null
}

function judgeBytes(bytes: Uint8Array, hasKnownEnd: boolean): DownloadOutcome {
  const header = readImageHeader(bytes)
  if (header === null) return reject('the result is no PNG, JPEG or WebP image')
  const { width, height } = header
  if (width > MAX_SIDE_PX || height > MAX_SIDE_PX || width * height > MAX_PIXELS) {
    return reject('the result has too many pixels')
  }
  if (hasKnownEnd || isWholeImage(bytes, header)) return { kind: 'downloaded', bytes, header }
  return { kind: 'cut-short', bytes, header, reason: 'download: the image ends too soon' }
}

export function reject(reason: string): DownloadOutcome {
  return { kind: 'rejected', reason }
}
