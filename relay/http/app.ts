/** The relay's HTTP as one handler, `Request` to `Response`. */
import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import type { Account } from '../account.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import type { Forecast } from '../work/forecast.ts'
import { refuse } from './answers.ts'
import { authenticate } from './authenticate.ts'
import { answerPreflight, setCommonHeaders } from './common-headers.ts'
import type { RelayEnv } from './env.ts'
import { addEventRoutes } from './events.ts'
import { addGenerationRoutes } from './generations.ts'
import { addHealthRoutes } from './health.ts'
import { addImageRoutes } from './images.ts'
import { addMeRoute } from './me.ts'
import { addDescriptionRoute } from './openapi.ts'
import type { RequestLimits } from './request-limits.ts'
import { addUploadRoutes } from './uploads.ts'

export type AppDependencies = {
  database: Database
  account: Account
  forecast: Forecast
  limits: RequestLimits
  clock: Clock
  log: Log
  /** Fires when the relay stops: long polls end, and it is ready for nothing new. */
  stopping: AbortSignal
}

export function createApp(dependencies: AppDependencies): Hono<RelayEnv> {
  const { database, limits, clock, log } = dependencies
  const app = new Hono<RelayEnv>()

  app.use(setCommonHeaders, logRequest(log, clock))
  app.options('*', answerPreflight)
  addHealthRoutes(app, dependencies)
  addDescriptionRoute(app)

  // Whatever hangs on `v1`, and every path below it that does not exist, lies behind the token check.
  const v1 = new Hono<RelayEnv>()
  v1.use(authenticate(database, limits, clock))
  addMeRoute(v1, dependencies)
  addUploadRoutes(v1, dependencies)
  addGenerationRoutes(v1, dependencies)
  addImageRoutes(v1, dependencies)
  addEventRoutes(v1, dependencies)
  app.route('/v1', v1)

  app.notFound((c) => refuse(c, { code: 'not_found', message: 'There is nothing at this address.' }))
  app.onError((error, c) => {
    log.error({ error, request: c.get('requestId') }, 'a request failed')
    return refuse(c, { code: 'internal' })
  })
  return app
}

/** Method, path without its query, status and time; reads that went well only when debugging. */
function logRequest(log: Log, clock: Clock): MiddlewareHandler<RelayEnv> {
  return async (c, next) => {
    const requestId = `req_${randomUUID()}`
    c.set('requestId', requestId)
    c.header('X-Request-Id', requestId)
    const startedAt = clock.now()
    await next()
    const { status } = c.res
    const isQuiet = status < 400 && c.req.method === 'GET'
    if (isQuiet && !log.isLevelEnabled('debug')) return
    const fields = {
      request: requestId,
      method: c.req.method,
      path: c.req.path,
      status,
      ms: clock.now() - startedAt,
      caller: c.get('token')?.id,
      refusal: c.get('refusal'),
    }
    if (isQuiet) log.debug(fields, 'request')
    else log.info(fields, 'request')
  }
}
