/** `GET /healthz` and `GET /readyz`, for whatever watches the relay; without a token. */
import type { Hono } from 'hono'
import { sql } from 'kysely'
import { sendJson } from './answers.ts'
import type { AppDependencies } from './dependencies.ts'
import type { RelayEnv } from './env.ts'

const DATABASE_PATIENCE_MS = 3000

export function addHealthRoutes(app: Hono<RelayEnv>, { database, stopping, log }: AppDependencies): void {
  app.get('/healthz', (c) => sendJson(c, { status: 'ok' }))

  /** Only the database decides: a Rivya that is away must not take the relay out of service. */
  app.get('/readyz', async (c) => {
    if (stopping.aborted) return sendJson(c, { status: 'stopping' }, 503)
    const isThere = await Promise.race([
      sql`select 1`.execute(database.query).then(
        () => true,
        (error: unknown) => {
          log.warn({ error }, 'the database does not answer')
          return false
        },
      ),
      new Promise<false>((resolve) => setTimeout(resolve, DATABASE_PATIENCE_MS, false).unref()),
    ])
    return isThere ? sendJson(c, { status: 'ok' }) : sendJson(c, { status: 'no database' }, 503)
  })
}
