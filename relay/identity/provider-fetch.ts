/** Calls to the company's identity provider: bounded in time and size, by the same way out as those to Rivya. */
import type { IncomingHttpHeaders } from 'node:http'
import type { CustomFetch } from 'openid-client'
import { Agent, buildConnector, request } from 'undici'
import { connectThrough, type OutboundProxy } from '../rivya/proxy.ts'

const CONNECT_MS = 5000
const SILENCE_MS = 10_000
const MAX_ANSWER_BYTES = 1_000_000

type ProviderFetch = { fetch: CustomFetch; close: () => Promise<void> }

export function createProviderFetch(proxy: OutboundProxy | null): ProviderFetch {
  const straight = buildConnector({ timeout: CONNECT_MS, allowH2: false })
  const agent = new Agent({
    connect: connectThrough(proxy, straight, { timeoutMs: CONNECT_MS }),
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
    allowH2: false,
  })
  return {
    async fetch(url, { method, headers, body, signal }) {
      const answer = await request(url, {
        method: method === 'POST' ? 'POST' : 'GET',
        // What is packed could be larger than anything that is bounded here, once it is unpacked.
        headers: { ...headers, 'accept-encoding': 'identity' },
        body: body === undefined || body === null ? null : asText(body),
        dispatcher: agent,
        signal: signal ?? null,
      })
      const bytes = await answer.body.arrayBuffer()
      return new Response(bytes.byteLength === 0 ? null : bytes, {
        status: answer.statusCode,
        headers: listHeaders(answer.headers),
      })
    },
    close: () => agent.destroy(),
  }
}

/** All that the client sends are forms. */
function asText(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body)
  throw new TypeError('a body that is no form')
}

function listHeaders(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  )
}
