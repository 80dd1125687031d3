/** `/sign-in/callback`: the browser is back from the provider, with its word in the address. */
import type { Context } from 'hono'
import { isSame, secretsOf } from '../../identity/browser-secret.ts'
import { hashCode } from '../../identity/codes.ts'
import type { Identity } from '../../identity/read-claims.ts'
import { admit, CALLBACK_PATH } from '../../identity/sign-in.ts'
import { deny, takeAttempt } from '../../store/people/sign-ins.ts'
import { openAdminSession } from '../admin/open-session.ts'
import type { RelayEnv } from '../env.ts'
import { type Page, sendPage } from '../page.ts'
import * as views from './sign-in-views.ts'
import type { Ways } from './ways.ts'

/** Ends the attempt of this very browser, once, whatever comes of it. */
export async function finishSignIn(c: Context<RelayEnv>, ways: Ways): Promise<Response> {
  const { database, signIn, clock, cookie } = ways
  const show = (page: Page) => sendPage(c, { ...page, cookie: cookie.clear() })
  const secret = cookie.read(c)
  const secrets = secret === null ? null : secretsOf(secret)
  if (secrets === null || !isSame(c.req.query('state') ?? '', secrets.state)) return show(views.sayOver())
  const attempt = await takeAttempt(database, hashCode(secrets.state), clock.now())
  if (attempt === undefined) return show(views.sayOver())
  const callback = new URL(signIn.publicUrl + CALLBACK_PATH)
  callback.search = new URL(c.req.url).search
  const finished = await signIn.provider.finish(callback, secrets)
  if (finished.kind === 'signed-in') return welcome(c, ways, finished.identity, attempt.device_hash)
  // Of a provider that is away nobody was refused: the code of the panel is still good.
  if (finished.kind === 'unavailable') return show(views.sayUnavailable())
  await refusePanel(ways, attempt.device_hash)
  return show(finished.kind === 'denied' ? views.sayCancelled() : views.sayRefused())
}

async function welcome(
  c: Context<RelayEnv>,
  ways: Ways,
  identity: Identity,
  deviceHash: string | null,
): Promise<Response> {
  const { database, signIn, clock, cookie, log } = ways
  const show = (page: Page) => sendPage(c, { ...page, cookie: cookie.clear() })
  const admitted = await admit(database, signIn, identity, deviceHash, clock.now())
  if (admitted.kind === 'too-late') return show(views.sayOver())
  if (admitted.kind === 'not-allowed') {
    await refusePanel(ways, deviceHash)
    // Without who it was: the page tells them.
    const told = { hasVerifiedEmail: identity.email !== null, groups: identity.groups.length }
    const fields = { request: c.get('requestId'), ...told }
    log.warn(fields, 'somebody whom OIDC_ALLOWED does not name has signed in')
    return show(views.sayNotAllowed(identity.name, identity.email))
  }
  if (deviceHash !== null) return show(views.sayDone(admitted.name, identity.email))
  return (await openAdminSession(c, ways, admitted.id)) ?? show(views.sayNotAdmin(admitted.name))
}

async function refusePanel({ database }: Ways, deviceHash: string | null): Promise<void> {
  if (deviceHash !== null) await deny(database, deviceHash)
}
