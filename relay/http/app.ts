/** The relay's HTTP as one handler, `Request` to `Response`. */
import { Hono } from 'hono'
import { BlobLost, BlobsAway } from '../blobs/blob-store.ts'
import { createAdminApp } from './admin/admin-app.ts'
import { type Refusal, refuse } from './answers.ts'
import type { AppDependencies } from './dependencies.ts'
import { accountFor } from './door/account-for.ts'
import { authenticate } from './door/authenticate.ts'
import { nothingHere } from './door/nothing-here.ts'
import { answerPreflight } from './door/preflight.ts'
import type { RelayEnv } from './env.ts'
import { addDescriptionRoute } from './openapi/openapi.ts'
import { addEventRoutes } from './routes/events.ts'
import { addGenerationRoutes } from './routes/generations.ts'
import { addHealthRoutes } from './routes/health.ts'
import { addImageRoutes } from './routes/images.ts'
import { addLookRoutes } from './routes/looks.ts'
import { addMeRoute } from './routes/me.ts'
import { addUploadRoutes } from './routes/uploads.ts'
import { addWebhookRoute } from './routes/webhooks.ts'
import { addSignInApi } from './sign-in/sign-in-api.ts'
import { addSignInPages } from './sign-in/sign-in-pages.ts'

const AWAY_RETRY_MS = 5000

const DATABASE_AWAY: Refusal = {
  code: 'internal',
  status: 503,
  message:
    'The relay can store nothing at the moment. What was made is kept; it goes on when that is mended.',
  retryAfterMs: AWAY_RETRY_MS,
}

/** Nothing is lost; whoever asks again gets it. */
function imagesAway(error: BlobsAway): Refusal {
  return {
    code: 'upstream_unavailable',
    status: 503,
    message:
      error instanceof BlobLost
        ? 'This image is not where it was kept. A result is fetched again from Rivya by itself; add a reference again.'
        : 'The images can not be reached at the moment. They are kept; try again soon.',
    retryAfterMs: error.retryAfterMs ?? AWAY_RETRY_MS,
  }
}

export function createApp(dependencies: AppDependencies): Hono<RelayEnv> {
  const { database, limits, clock, log, metrics } = dependencies
  const app = new Hono<RelayEnv>()

  app.use(accountFor(log, metrics, clock))
  // Before the preflights: what other origins may ask for is under `/v1`.
  app.route('/admin', createAdminApp(dependencies, nothingHere(app)))
  app.options('*', answerPreflight)
  addHealthRoutes(app, dependencies)
  addDescriptionRoute(app)
  addWebhookRoute(app, dependencies)

  addSignInApi(app, dependencies)
  addSignInPages(app, dependencies)

  // Whatever hangs on `v1`, and every path below it that does not exist, lies behind the token check.
  const v1 = new Hono<RelayEnv>()
  v1.use(authenticate(database, limits, clock, log))
  addMeRoute(v1, dependencies)
  addUploadRoutes(v1, dependencies)
  addGenerationRoutes(v1, dependencies)
  addImageRoutes(v1, dependencies)
  addLookRoutes(v1, dependencies)
  addEventRoutes(v1, dependencies)
  app.route('/v1', v1)

  app.notFound(nothingHere(app))
  app.onError((error, c) => {
    if (error instanceof BlobsAway) {
      log.error({ error, request: c.get('requestId') }, 'the place of the images did not do what was asked')
      return refuse(c, imagesAway(error))
    }
    if (database.isAway(error)) {
      log.error({ error, request: c.get('requestId') }, 'the database takes nothing')
      return refuse(c, DATABASE_AWAY)
    }
    log.error({ error, request: c.get('requestId') }, 'a request failed')
    return refuse(c, { code: 'internal' })
  })
  return app
}
