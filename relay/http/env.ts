import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { RelayFailureCode } from '../../contract/failures.ts'
import type { TokenRow } from '../store/schema.ts'

/** What travels with a request. */
export type RelayEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    /** Set behind the token check, so on every route under `/v1`. */
    token: TokenRow
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
