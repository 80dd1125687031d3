/** One line in the log and one observation for each request. */
import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import type { Metrics } from '../../observe/metrics.ts'
import type { RelayEnv } from '../env.ts'
import { createRequestId } from './request-id.ts'

/**
 * Gives the request its id and, at its end, tells log and metrics of it: the route's template instead of the path, since
 * a path can hold anything a client puts there. Reads that went well are logged only when debugging.
 */
export function accountFor(log: Log, metrics: Metrics, clock: Clock): MiddlewareHandler<RelayEnv> {
  return async (c, next) => {
    const requestId = createRequestId()
    c.set('requestId', requestId)
    const startedAt = clock.now()
    await next()
    const { method } = c.req
    const { status } = c.res
    const ms = clock.now() - startedAt
    // Behind the route's own there may be others for all below a path.
    const route = routeOf(
      matchedRoutes(c)
        .filter(({ path }) => !path.endsWith('*'))
        .at(-1)?.path,
    )
    metrics.requestEnded({ method, route, status, ms })
    const isQuiet = status < 400 && ['GET', 'HEAD', 'OPTIONS'].includes(method)
    if (isQuiet && !log.isLevelEnabled('debug')) return
    const fields = {
      request: requestId,
      method,
      route,
      status,
      ms,
      caller: c.get('caller')?.token_id,
      refusal: c.get('refusal'),
    }
    if (isQuiet) log.debug(fields, 'request')
    else log.info(fields, 'request')
  }
}

/** `/v1/generations/:id`, without the pattern of its parts; where only a catch-all matched, there is no route. */
function routeOf(path: string | undefined): string {
  if (path === undefined) return 'none'
  const known = ROUTES.get(path)
  if (known !== undefined) return known
  const route = path.replace(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '')
  ROUTES.set(path, route)
  return route
}

/** One entry for each route of the app. */
const ROUTES = new Map<string, string>()
