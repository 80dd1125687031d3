import type { Handler } from 'hono'
import { answer } from '../answers.ts'
import type { RelayEnv } from '../env.ts'

/** Chrome keeps it at most two hours. */
const PREFLIGHT_SECONDS = 7200

/** What a browser asks before the panel's request, without the token. */
export const answerPreflight: Handler<RelayEnv> = (c) =>
  answer(c, 204, null, {
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match',
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
    // A page on the internet that calls a relay on this computer: Chrome asks whether the relay wants that.
    ...(c.req.header('access-control-request-private-network') === 'true'
      ? { 'Access-Control-Allow-Private-Network': 'true' }
      : {}),
  })
