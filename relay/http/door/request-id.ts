import { randomUUID } from 'node:crypto'

/** In the answer, in the log, and at Rivya as `client_request_id`. */
export function createRequestId(): string {
  return `req_${randomUUID()}`
}
