/** Headers of every answer, errors included. */
import type { Handler, MiddlewareHandler } from 'hono'
import type { RelayEnv } from './env.ts'

/**
 * The panel's iframe has the origin `null`, so any origin may ask; the token is the only proof, and since there are no
 * cookies, no page can borrow someone's identity.
 */
export const setCommonHeaders: MiddlewareHandler<RelayEnv> = async (c, next) => {
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After, ETag')
  c.header('X-Content-Type-Options', 'nosniff')
  // Routes that answer with bytes say otherwise.
  c.header('Cache-Control', 'no-store')
  await next()
}

/** Chrome keeps it at most two hours. */
const PREFLIGHT_SECONDS = 7200

export const answerPreflight: Handler<RelayEnv> = (c) => {
  c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE')
  c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Idempotency-Key, If-None-Match')
  c.header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS))
  // A page on the internet that calls a relay on this computer: Chrome asks whether the relay wants that.
  if (c.req.header('access-control-request-private-network') === 'true') {
    c.header('Access-Control-Allow-Private-Network', 'true')
  }
  return c.body(null, 204)
}
