/**
 * Fetches finished images from links that Rivya names. The links are foreign: only public https addresses on port 443
 * are connected to, a few redirects are followed as if each were the link itself, nothing of ours is sent along, and size
 * and time are bounded. The address is judged in the connector's own lookup, so the one that was judged is the one
 * connected to.
 */
import { request } from 'undici'
import { AddressRefused, createGuardedAgent, findObstacle, type Guard } from './guarded-agent.ts'
import type { DownloadOutcome } from './outcomes.ts'
import { dropBody, readResult, reject } from './read-result.ts'

export type Downloader = {
  download(url: string, signal: AbortSignal): Promise<DownloadOutcome>
  /** Cuts what is still under way. */
  close(): Promise<void>
}

export type DownloaderOptions = Guard & {
  deadlineMs?: number
  maxBytes?: number
}

/** More than any PNG of the model's sizes; see design, rule 9. */
const MAX_RESULT_BYTES = 32_000_000
/** A store may hand on to the place where it keeps the bytes; more than this is a circle. */
const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]
const DEADLINE_MS = 120_000
const IDLE_TIMEOUT_MS = 20_000
/** Until the first byte: it is written down already. */
const HEADERS_TIMEOUT_MS = 30_000

export function createDownloader(options: DownloaderOptions): Downloader {
  const { allowLoopback, deadlineMs = DEADLINE_MS, maxBytes = MAX_RESULT_BYTES } = options
  const agent = createGuardedAgent({
    ...options,
    headersTimeoutMs: Math.min(HEADERS_TIMEOUT_MS, deadlineMs),
    bodyTimeoutMs: Math.min(IDLE_TIMEOUT_MS, deadlineMs),
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

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'connection failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
