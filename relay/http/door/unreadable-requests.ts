/**
 * What is no HTTP, never comes to an end or names nothing that could be here gets the envelope, too: a client looks for the
 * reason nowhere else.
 */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import { describeRefusal, type Refusal } from '../answers.ts'
import { COMMON_HEADERS } from './common-headers.ts'
import { createRequestId } from './request-id.ts'

type Reason = { status: number; message: string }

const UNREADABLE: Reason = { status: 400, message: 'The request is no HTTP that can be read.' }
/** By Node's own codes. */
const REASONS: Record<string, Reason> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The headers of the request are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time.' },
}
const NO_HOST: Reason = { status: 400, message: 'The request names no host, or more than one.' }
const NO_CODING: Reason = {
  status: 400,
  message: 'Of transfer codings only "chunked" is known, of HTTP/1.1.',
}
const NO_ADDRESS: Reason = { status: 400, message: 'The request names no address that can be read.' }
const NO_PROXY: Reason = { status: 405, message: 'This is no proxy.' }
const UNMET: Reason = { status: 417, message: 'Of what a request can expect, only 100-continue is known.' }

/** Have had their last answer; what still comes on them is the rest of what was refused, whatever it looks like. */
const refused = new WeakSet<Duplex>()

/** In place of what Node would do by itself: answer with a status alone, or hang up. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // All answers are handed over in one piece, so this one can't come into the middle of another.
    if (socket.writable && !refused.has(socket))
      socket.write(composeAnswer(REASONS[error.code ?? ''] ?? UNREADABLE))
    socket.destroy(error)
  })
  server.on('connect', (_, socket) => {
    // A client that is gone before the answer; without a listener the process would end.
    socket.on('error', () => undefined)
    socket.end(composeAnswer(NO_PROXY))
  })
  server.on('checkExpectation', (request, response) => refuseLast(request, response, UNMET))
}

/**
 * What servers on the way here could read in another way than we do (RFC 9112, 3.2 and 6.1): no host or two, or an end that is
 * told by anything but a length or chunks alone. Node is told to leave the host to us (`requireHostHeader`).
 *
 * @returns whether it was refused, or stands behind one that was: somebody else may have hidden it there
 */
export function refuseAmbiguous(request: IncomingMessage, response: ServerResponse): boolean {
  if (refused.has(request.socket)) return true
  const reason = findAmbiguity(request)
  if (reason === null) return false
  refuseLast(request, response, reason)
  return true
}

function refuseLast({ socket }: IncomingMessage, response: ServerResponse, reason: Reason): void {
  refused.add(socket)
  const { status, headers, body } = describeAnswer(reason)
  response.writeHead(status, headers).end(body)
}

function findAmbiguity({ httpVersion, headers, rawHeaders }: IncomingMessage): Reason | null {
  const hosts = countHosts(rawHeaders)
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) return NO_HOST
  const coding = headers['transfer-encoding']
  if (coding === undefined) return null
  return httpVersion === '1.1' && coding.toLowerCase() === 'chunked' ? null : NO_CODING
}

/** Names and values take turns. Node's own lists by name would be made of all headers for this alone. */
function countHosts(rawHeaders: string[]): number {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts
}

/** What the app never saw, since no `Request` could be made of it. */
export function answerFailedRequest(error: unknown): Response {
  const isTheirs = error instanceof RequestError
  const { status, headers, body } = describeAnswer(isTheirs ? NO_ADDRESS : { status: 500 })
  return new Response(body, { status, headers })
}

function describeAnswer({ status, message }: { status: number; message?: string }) {
  const requestId = createRequestId()
  const code = status < 500 ? 'validation_failed' : 'internal'
  const refusal: Refusal = message === undefined ? { code } : { code, message }
  const body = JSON.stringify(describeRefusal(refusal, requestId))
  const headers = {
    ...COMMON_HEADERS,
    'X-Request-Id': requestId,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }
  return { status, headers, body }
}

function composeAnswer(reason: Reason): string {
  const { status, headers, body } = describeAnswer(reason)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
