/** The sandbox's `fetch`, by the one that Node and browsers share. */
import type { HostRequest, HostResponse } from '../host.ts'

export async function fetchBytes({ url, method, headers, body }: HostRequest): Promise<HostResponse> {
  const response = await fetch(url, {
    method,
    headers,
    body: body as string | Uint8Array<ArrayBuffer> | null,
  })
  return {
    url: response.url,
    status: response.status,
    statusText: response.statusText,
    redirected: response.redirected,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  }
}
