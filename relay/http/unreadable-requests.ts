/** What is no HTTP, or never comes to an end, gets the envelope, too: a client looks for the reason nowhere else. */
import { type Server, STATUS_CODES } from 'node:http'
import { describeRefusal } from './answers.ts'
import { COMMON_HEADERS } from './common-headers.ts'
import { createRequestId } from './request-id.ts'

type Reason = { status: number; message: string }

const UNREADABLE: Reason = { status: 400, message: 'The request is no HTTP that can be read.' }
/** By Node's own codes. */
const REASONS: Record<string, Reason> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: 'The headers of the request are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time.' },
}

export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // All answers are handed over in one piece, so this one can't come into the middle of another.
    if (socket.writable) socket.write(composeAnswer(REASONS[error.code ?? ''] ?? UNREADABLE))
    socket.destroy(error)
  })
}

function composeAnswer({ status, message }: Reason): string {
  const requestId = createRequestId()
  const body = JSON.stringify(describeRefusal({ code: 'validation_failed', message }, requestId))
  const headers = {
    ...COMMON_HEADERS,
    'X-Request-Id': requestId,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
