/**
 * Fetches finished images from links that Rivya names. The links are foreign: only public https addresses on port 443
 * are connected to, a few redirects are followed as if each were the link itself, nothing of ours is sent along, and size
 * and time are bounded. The address is judged in the connector's own lookup, so the one that was judged is the one
 * connected to.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { type AddressKind, kindOfAddress } from './address.ts'
import type { DownloadOutcome } from './outcomes.ts'
import { connectThrough, type OutboundProxy } from './proxy.ts'
import { dropBody, readResult, reject } from './read-result.ts'

export type Downloader = {
  download(url: string, signal: AbortSignal): Promise<DownloadOutcome>
  /** Cuts what is still under way. */
  close(): Promise<void>
}

export type DownloaderOptions = {
  /** True when Rivya itself is on this machine: then loopback is allowed, there also over http and on any port. */
  allowLoopback: boolean
  /** Names that this machine can't look up are left to it. */
  proxy?: OutboundProxy | null
  /** All addresses of a name; for tests. */
  resolve?: (hostname: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void
  deadlineMs?: number
  maxBytes?: number
}

/** More than any PNG of the model's sizes; see design, rule 9. */
const MAX_RESULT_BYTES = 32_000_000
/** A store may hand on to the place where it keeps the bytes; more than this is a circle. */
const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]
const DEADLINE_MS = 120_000
const CONNECT_TIMEOUT_MS = 10_000
const IDLE_TIMEOUT_MS = 20_000

const NOT_PUBLIC = 'the name of the link leads to an address that is not public'

class AddressRefused extends Error {}

export function createDownloader(options: DownloaderOptions): Downloader {
  const { allowLoopback, deadlineMs = DEADLINE_MS, maxBytes = MAX_RESULT_BYTES } = options
  const resolve = options.resolve ?? ((name, done) => systemLookup(name, { all: true, verbatim: true }, done))

  const connectTo = (isAllowed: (kind: AddressKind) => boolean) =>
    buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: guardLookup(resolve, isAllowed) })
  const isPublic = (kind: AddressKind) => kind === 'public' || (allowLoopback && kind === 'loopback')
  const connectPublic = connectThrough(options.proxy ?? null, connectTo(isPublic), {
    timeoutMs: CONNECT_TIMEOUT_MS,
    check: (name) => checkName(resolve, isPublic, name),
  })
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

  /** @param redirects how many have led here */
  async function follow(text: string, signal: AbortSignal, redirects: number): Promise<DownloadOutcome> {
    const url = URL.canParse(text) ? new URL(text) : null
    const obstacle = url === null ? 'the link is no URL' : findObstacle(url, allowLoopback)
    if (url === null || obstacle !== null) return reject(obstacle ?? '')
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: 'image/png,image/jpeg,image/webp', 'accept-encoding': 'identity' },
    })
    if (!REDIRECTS.includes(response.statusCode)) return readResult(response, maxBytes)
    dropBody(response)
    const { location } = response.headers
    if (typeof location !== 'string' || !URL.canParse(location, url.href))
      return reject('the link redirects nowhere')
    if (redirects >= MAX_REDIRECTS) return reject('the link redirects too often')
    return follow(new URL(location, url).href, signal, redirects + 1)
  }

  return {
    async download(text, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
      try {
        return await follow(text, within, 0)
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
        callback(new AddressRefused(NOT_PUBLIC), '', 0)
      } else if (options.all) {
        callback(null, addresses)
      } else {
        callback(null, first.address, first.family)
      }
    })
  }
}

/**
 * For a name that a proxy is going to look up. Many networks with a proxy know no names of the outside, so one that is
 * not known here passes; one that is, is judged as without a proxy.
 */
function checkName(
  resolve: NonNullable<DownloaderOptions['resolve']>,
  isAllowed: (kind: AddressKind) => boolean,
  name: string,
): Promise<void> {
  return new Promise((pass, fail) => {
    resolve(name, (_error, addresses = []) => {
      if (addresses.every(({ address }) => isAllowed(kindOfAddress(address)))) pass()
      else fail(new AddressRefused(NOT_PUBLIC))
    })
  })
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'connection failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
