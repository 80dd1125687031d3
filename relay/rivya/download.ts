/**
 * Fetches finished images from links that Rivya names. The links are foreign: only public https addresses on port 443
 * are connected to, no redirect is followed, nothing of ours is sent along, and size and time are bounded. The address
 * is judged in the connector's own lookup, so the one that was judged is the one connected to.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, type Dispatcher, request } from 'undici'
import { readImageHeader } from '../../contract/image-header.ts'
import { type AddressKind, kindOfAddress } from './address.ts'
import type { DownloadOutcome } from './outcomes.ts'
import { parseRetryAfter } from './retry-after.ts'
import { isWholeImage } from './whole-image.ts'

export type Downloader = {
  download(url: string, signal: AbortSignal): Promise<DownloadOutcome>
  /** Cuts what is still under way. */
  close(): Promise<void>
}

export type DownloaderOptions = {
  /** True when Rivya itself is on this machine: then loopback is allowed, there also over http and on any port. */
  allowLoopback: boolean
  /** All addresses of a name; for tests. */
  resolve?: (hostname: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void
  deadlineMs?: number
  maxBytes?: number
}

/** More than any PNG of the model's sizes; see design, rule 9. */
const MAX_RESULT_BYTES = 32_000_000
/** What a decoder would have to hold: a small file can claim any size. */
const MAX_PIXELS = 100_000_000
const MAX_SIDE_PX = 16_384
const DEADLINE_MS = 120_000
const CONNECT_TIMEOUT_MS = 10_000
const IDLE_TIMEOUT_MS = 20_000

class AddressRefused extends Error {}

export function createDownloader(options: DownloaderOptions): Downloader {
  const { allowLoopback, deadlineMs = DEADLINE_MS, maxBytes = MAX_RESULT_BYTES } = options
  const resolve = options.resolve ?? ((name, done) => systemLookup(name, { all: true, verbatim: true }, done))

  const connectTo = (isAllowed: (kind: AddressKind) => boolean) =>
    buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: guardLookup(resolve, isAllowed) })
  const connectPublic = connectTo((kind) => kind === 'public' || (allowLoopback && kind === 'loopback'))
  const connectLoopback = connectTo((kind) => kind === 'loopback')

  const agent = new Agent({
    connect: (target, callback) => {
      const isPlain = target.protocol === 'https:' && (target.port === '' || target.port === '443')
      return (isPlain ? connectPublic : connectLoopback)(target, callback)
    },
    headersTimeout: deadlineMs,
    bodyTimeout: Math.min(IDLE_TIMEOUT_MS, deadlineMs),
    allowH2: false,
  })

  return {
    async download(text, signal) {
      const url = URL.canParse(text) ? new URL(text) : null
      const obstacle = url === null ? 'the link is no URL' : findObstacle(url, allowLoopback)
      if (url === null || obstacle !== null) return reject(obstacle ?? '')
      const within = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
      try {
        const response = await request(url, {
          dispatcher: agent,
          signal: within,
          // What comes packed all the same is not unpacked, and so is no image.
          headers: { accept: 'image/png,image/jpeg,image/webp', 'accept-encoding': 'identity' },
        })
        return await readResponse(response, maxBytes)
      } catch (error) {
        if (error instanceof AddressRefused) return reject(error.message)
        const reason = within.aborted ? (signal.aborted ? 'stopped' : 'no end in time') : describe(error)
        return { kind: 'not-now', reason: `download: ${reason}`, retryAfterMs: null }
      }
    },
    close: () => agent.destroy(),
  }
}

/** What the link itself shows: literal addresses never pass through a lookup, so they are judged here. */
function findObstacle(url: URL, allowLoopback: boolean): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the link is not https'
  if (url.username !== '' || url.password !== '') return 'the link holds a user name'
  // The port is empty exactly where it is the scheme's own.
  const mustBeLoopback = url.protocol === 'http:' || url.port !== ''
  if (mustBeLoopback && !allowLoopback) return 'the link is not https on its usual port'
  const address = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) === 0) return null
  const kind = kindOfAddress(address)
  const isAllowed = mustBeLoopback
    ? kind === 'loopback'
    : kind === 'public' || (allowLoopback && kind === 'loopback')
  return isAllowed ? null : 'the link leads to an address that is not public'
}

/** One forbidden address among several is enough to refuse the name. */
function guardLookup(
  resolve: NonNullable<DownloaderOptions['resolve']>,
  isAllowed: (kind: AddressKind) => boolean,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) {
        callback(error ?? new Error('ENOTFOUND'), '', 0)
      } else if (!addresses.every(({ address }) => isAllowed(kindOfAddress(address)))) {
        callback(new AddressRefused('the name of the link leads to an address that is not public'), '', 0)
      } else if (options.all) {
        callback(null, addresses)
      } else {
        callback(null, first.address, first.family)
      }
    })
  }
}

async function readResponse(response: Dispatcher.ResponseData, maxBytes: number): Promise<DownloadOutcome> {
  const { statusCode, headers, body } = response
  const problem = judgeHead(statusCode, headers, maxBytes)
  if (problem !== null) {
    // Cutting a body that has not ended is an error to the stream; without a listener it would end the process.
    body.on('error', () => undefined)
    body.destroy()
    return problem
  }
  const chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
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
  // Without either the end of the connection is the end of the body, also where it was cut.
  const hasKnownEnd = 'content-length' in headers || 'transfer-encoding' in headers
  return judgeBytes(bytes, hasKnownEnd)
}

type Headers = Dispatcher.ResponseData['headers']

function judgeHead(status: number, headers: Headers, maxBytes: number): DownloadOutcome | null {
  if (status >= 300 && status < 400) return reject('the link redirects')
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

function reject(reason: string): DownloadOutcome {
  return { kind: 'rejected', reason }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'connection failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
