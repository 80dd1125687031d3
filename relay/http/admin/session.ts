/** In with a link, who is in, and out. */
import type { Hono } from 'hono'
import { type AdminSessionView, openByLinkBody } from '../../../contract/admin-api.ts'
import { closeSession } from '../../store/people/admin-sessions.ts'
import { hashSecret } from '../../token.ts'
import { answer, refuse, sendJson } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import { readJson } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import { addressOf, type RelayEnv } from '../env.ts'
import { openByLink } from './open-session.ts'
import { NO_SESSION_COOKIE, proofOf } from './session-cookie.ts'

/** The one route of the API that is open: it opens. */
export function addSignInRoute(api: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { limits, clock } = dependencies
  api.post('/session', async (c) => {
    const body = await readJson(c)
    if ('code' in body) return refuse(c, body)
    const given = parse(openByLinkBody, body.value, 'body')
    if ('code' in given) return refuse(c, given)
    const cookie = await openByLink(dependencies, given.value.link)
    if (cookie !== null) return answer(c, 204, null, { 'Set-Cookie': cookie })
    const tooMany = await limits.checkWrongToken(addressOf(c), clock.now())
    return refuse(c, tooMany ?? { code: 'unauthenticated', message: USED_UP })
  })
}

const USED_UP = 'This link was used before, or is older than ten minutes. Make a new one with "admin link".'

export function addSessionRoutes(api: Hono<RelayEnv>, { database }: AppDependencies): void {
  api.get('/session', (c) => {
    const { name, endsAt, secret } = c.get('admin')
    const view: AdminSessionView = {
      name,
      ends_at: new Date(endsAt).toISOString(),
      proof: proofOf(secret),
    }
    return sendJson(c, view)
  })
  api.delete('/session', async (c) => {
    await closeSession(database, hashSecret(c.get('admin').secret))
    return answer(c, 204, null, { 'Set-Cookie': NO_SESSION_COOKIE })
  })
}
