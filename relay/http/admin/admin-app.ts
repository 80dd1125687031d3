/** The admin's page and what it asks for: a cookie of its own opens it, and no token does. */
import { type Context, Hono } from 'hono'
import { answer } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { addAlertRoutes } from './alert.ts'
import { addAuditRoute } from './audit.ts'
import { admitAdmin, keepToItself, refuseOtherOrigins } from './guard.ts'
import { addHealthRoute } from './health.ts'
import { addKeyRoutes } from './keys.ts'
import { addLookRoutes } from './looks.ts'
import { addOverviewRoute } from './overview.ts'
import { addPageRoutes } from './page.ts'
import { addPeopleRoutes } from './people.ts'
import { addReportRoutes } from './reports.ts'
import { addSessionRoutes, addSignInRoute } from './session.ts'
import { addTeamRoutes } from './teams.ts'
import { addWorkRoutes } from './work.ts'

/** @param elsewhere answers what has no route here */
export function createAdminApp(
  dependencies: AppDependencies,
  elsewhere: (c: Context<RelayEnv>) => Response,
): Hono<RelayEnv> {
  const admin = new Hono<RelayEnv>()
  admin.use(keepToItself)
  addPageRoutes(admin, dependencies)

  // Whatever hangs on `api` below the guard, and every path that does not exist there, lies behind it.
  const api = new Hono<RelayEnv>()
  api.use(refuseOtherOrigins(dependencies))
  addSignInRoute(api, dependencies)
  api.use(admitAdmin(dependencies))
  addSessionRoutes(api, dependencies)
  addOverviewRoute(api, dependencies)
  addPeopleRoutes(api, dependencies)
  addKeyRoutes(api, dependencies)
  addTeamRoutes(api, dependencies)
  addLookRoutes(api, dependencies)
  addReportRoutes(api, dependencies)
  addHealthRoute(api, dependencies)
  addWorkRoutes(api, dependencies)
  addAlertRoutes(api, dependencies)
  addAuditRoute(api, dependencies)
  admin.route('/api', api)

  admin.all('*', (c) => {
    // `/admin/` is what people type. As it was sent: decoded, a path may hold what no header can.
    // One stroke at a time: a pattern for all at the end takes a third of a second where thousands stand in the middle.
    const { pathname } = new URL(c.req.url)
    if (pathname.endsWith('/')) return answer(c, 308, null, { Location: pathname.slice(0, -1) })
    return elsewhere(c)
  })
  return admin
}
