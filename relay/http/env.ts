import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { RelayFailureCode } from '../../contract/failures.ts'
import type { AdminSession } from '../store/people/admin-sessions.ts'
import type { Caller } from '../store/people/tokens.ts'

/** What travels with a request. */
export type RelayEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    /** Set behind the token check, so on every route under `/v1`. */
    caller: Caller
    /** Set behind the admin's door, so on every route under `/admin/api` but the door itself. */
    admin: AdminSession & { secret: string }
    /** The code of the answer, if it is a refusal: for the log. */
    refusal: RelayFailureCode
  }
}

/** Node's own request; undefined where the app is called without a socket, which leaves `env` itself undefined. */
export function incomingOf(c: Context<RelayEnv>): IncomingMessage | undefined {
  const bindings: Partial<HttpBindings> | undefined = c.env
  const incoming = bindings?.incoming
  return incoming !== undefined && 'httpVersionMajor' in incoming && incoming.httpVersionMajor === 1
    ? (incoming as IncomingMessage)
    : undefined
}

/** Of whoever holds the other end of the socket, which may be a proxy. */
export function addressOf(c: Context<RelayEnv>): string {
  return incomingOf(c)?.socket.remoteAddress ?? 'unknown'
}

/**
 * Calls back when the last byte of the answer has left, or the client has; at once where there is no socket.
 */
export function whenAnswered(c: Context<RelayEnv>, done: () => void): void {
  const bindings: Partial<HttpBindings> | undefined = c.env
  const outgoing = bindings?.outgoing as ServerResponse | undefined
  if (outgoing === undefined || outgoing.closed) done()
  else outgoing.once('close', done)
}
