/** A whole relay, and requests to it that are written by hand, byte by byte. */
import { expect } from 'vitest'
import { bodyOf, sendRaw, statusOf } from '../support/raw-socket.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

export type Edge = {
  relay: WholeRelay
  /** The headers of a caller who is let in and comes once. */
  head: string
  /** @param more headers, each with its line end */
  raw: (request: string, more?: string) => Promise<string>
}

/** The caller closes the relay. */
export async function startEdge(): Promise<Edge> {
  // More requests a minute than a person has.
  const relay = await startWholeRelay({ env: { REQUESTS_PER_MINUTE: '5000' } })
  const head = `Host: relay\r\nConnection: close\r\nAuthorization: ${relay.bearer}\r\n`
  const raw = (request: string, more = '') => sendRaw(relay.port, `${request} HTTP/1.1\r\n${head}${more}\r\n`)
  return { relay, head, raw }
}

/** In the fixed envelope, which is also what a page of another origin may read. */
export function expectRefusal(answer: string, status: number, code: string): void {
  expect(statusOf(answer)).toBe(status)
  expect(answer.toLowerCase()).toContain('\r\naccess-control-allow-origin: *\r\n')
  expect(JSON.parse(bodyOf(answer))).toEqual({
    error: { code, message: expect.any(String), request_id: expect.stringMatching(/^req_[0-9a-f-]{36}$/) },
  })
}
