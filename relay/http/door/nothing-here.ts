/** Addresses with nothing at them, and those that are asked in a way they do not answer. */
import type { Context, Hono } from 'hono'
import { refuse } from '../answers.ts'
import type { RelayEnv } from '../env.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** @param app whose routes are looked up by the whole path */
export function nothingHere(app: Hono<RelayEnv>): (c: Context<RelayEnv>) => Response {
  return (c) => {
    const allowed = METHODS.filter((method) => hasRoute(app, method, c.req.path))
    if (allowed.length === 0)
      return refuse(c, { code: 'not_found', message: 'There is nothing at this address.' })
    if (allowed[0] === 'GET') allowed.splice(1, 0, 'HEAD')
    return refuse(c, {
      code: 'not_found',
      status: 405,
      message: `There is nothing to ${c.req.method} at this address, only to ${allowed.join(', ')}.`,
      headers: { Allow: allowed.join(', ') },
    })
  }
}

/** What stands in front of all routes of a folder is one of no method. */
function hasRoute(app: Hono<RelayEnv>, method: string, path: string): boolean {
  return app.router.match(method, path)[0].some(([[, route]]) => route.method === method)
}
