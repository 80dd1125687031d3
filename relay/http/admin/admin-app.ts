/** The admin's page and what it asks for: a cookie of its own opens it, and no token does. */
import { Hono } from 'hono'
import { refuse } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { addAuditRoute } from './audit.ts'
import { admitAdmin, keepToItself, refuseOtherOrigins } from './guard.ts'
import { addPageRoutes } from './page.ts'
import { addSessionRoutes, addSignInRoute } from './session.ts'

export function createAdminApp(dependencies: AppDependencies): Hono<RelayEnv> {
  const admin = new Hono<RelayEnv>()
  admin.use(keepToItself)
  addPageRoutes(admin, dependencies)

  // Whatever hangs on `api` below the guard, and every path that does not exist there, lies behind it.
  const api = new Hono<RelayEnv>()
  api.use(refuseOtherOrigins(dependencies))
  addSignInRoute(api, dependencies)
  api.use(admitAdmin(dependencies))
  addSessionRoutes(api, dependencies)
  addAuditRoute(api, dependencies)
  admin.route('/api', api)

  admin.all('*', (c) => refuse(c, { code: 'not_found', message: 'There is nothing at this address.' }))
  return admin
}
