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
    if (total > maxBytes) return tooLarge(maxBytes)
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
  return Number(headers['content-length'] ?? 0) > maxBytes ? tooLarge(maxBytes) : null
}

function judgeBytes(bytes: Uint8Array, hasKnownEnd: boolean): DownloadOutcome {
  const header = readImageHeader(bytes)
  if (header === null) return reject('the result is no PNG, JPEG or WebP image', whatIs(bytes))
  const { width, height } = header
  if (width > MAX_SIDE_PX || height > MAX_SIDE_PX || width * height > MAX_PIXELS) {
    return reject('the result has too many pixels', `an image of ${width} × ${height} pixels`)
  }
  if (hasKnownEnd || isWholeImage(bytes, header)) return { kind: 'downloaded', bytes, header }
  return { kind: 'cut-short', bytes, header, reason: 'download: the image ends too soon' }
}

function tooLarge(maxBytes: number): DownloadOutcome {
  return reject('the result is too large', `more than ${Math.round(maxBytes / 1_000_000)} MB`)
}

/** By the first bytes. Undefined for a page: whoever stands in front of the link may let us through later. */
function whatIs(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 32)).toString('latin1')
  if (start === '') return 'nothing'
  if (/^(\u00ef\u00bb\u00bf)?\s*[<{]/.test(start)) return undefined
  const [, name] = FOREIGN.find(([signature]) => signature.test(start)) ?? [
    null,
    'something else than an image',
  ]
  return name
}

const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^....ftypavi[fs]/s, 'an AVIF image'],
  [/^....ftyp(hei|mif)/s, 'a HEIC image'],
  [/^GIF8/, 'a GIF image'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF image'],
  [/^....JXL /s, 'a JPEG XL image'],
  [/^(\u0089PNG|\u00ff\u00d8|RIFF)/, 'a damaged image'],
]

export function reject(reason: string, holds?: string): DownloadOutcome {
  return { kind: 'rejected', reason, ...(holds === undefined ? {} : { holds }) }
}
