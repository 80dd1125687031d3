/** `fetch` of the sandbox, held to the manifest's domains. */
import * as v from 'valibot'
import { parseField } from '../file/paints.ts'
import type { Environment, HostRequest, HostResponse, Manifest } from '../host.ts'
import type { Operations } from '../run/sandbox.ts'

const init = v.optional(
  v.strictObject({
    method: v.optional(v.string(), 'GET'),
    headers: v.optional(v.record(v.string(), v.string()), {}),
    headersObject: v.optional(v.record(v.string(), v.string()), {}),
    body: v.optional(v.union([v.string(), v.instance(Uint8Array)])),
    credentials: v.optional(v.string()),
    cache: v.optional(v.string()),
    redirect: v.optional(v.string()),
    referrer: v.optional(v.string()),
    integrity: v.optional(v.string()),
  }),
  {},
)

export type Fetch = (request: HostRequest) => Promise<HostResponse>

/** Rejects for an address the manifest does not name. */
export function createFetch(environment: Environment, manifest: Manifest): Fetch {
  return async (request) => {
    if (!isAllowed(request.url, manifest)) {
      throw new Error(`in fetch: The address ${request.url} is not in the manifest's networkAccess`)
    }
    return environment.fetch(request)
  }
}

export function fetchOperations(fetch: Fetch): Operations {
  return {
    fetch: async (url: string, value: unknown) => {
      const { method, headers, headersObject, body } = parseField(init, value, 'fetch', 'init')
      const response = await fetch({ url, method, headers: { ...headersObject, ...headers }, body })
      const { headers: answered, ...rest } = response
      return {
        ...rest,
        headersObject: answered,
        ok: response.status >= 200 && response.status < 300,
        type: 'cors',
      }
    },
    'decode-text': (bytes: Uint8Array) => new TextDecoder().decode(bytes),
    'base64-encode': (bytes: unknown) =>
      encodeBase64(parseField(v.instance(Uint8Array), bytes, 'base64Encode', 'data')),
    'base64-decode': (text: unknown) => decodeBase64(parseField(v.string(), text, 'base64Decode', 'data')),
  }
}

/**
 * A pattern is an address whose scheme may be missing, `*.` may stand for subdomains, and whose path allows only itself, or a
 * subtree when it ends in `/`.
 */
export function isAllowed(address: string, { networkAccess }: Manifest): boolean {
  if (networkAccess === undefined) return true
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const patterns = [...networkAccess.allowedDomains, ...(networkAccess.devAllowedDomains ?? [])]
  return patterns.some((pattern) => {
    if (pattern === 'none') return false
    if (pattern === '*') return true
    const [, scheme, host = '', path = ''] = /^(?:([a-z]+):\/\/)?([^/]+)(\/.*)?$/.exec(pattern) ?? []
    if (scheme !== undefined && url.protocol !== `${scheme}:`) return false
    const isHost = host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : url.host === host
    if (!isHost) return false
    return path === '' || (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path)
  })
}

const CHUNK_BYTES = 0x8000

function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK_BYTES))
  }
  return btoa(text)
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
