/** `/sign-in` and what is below it: the pages on which somebody signs in, in a browser. */
import type { Context, Hono } from 'hono'
import { createBrowserSecret, isSame, proofFor, secretsOf } from '../../identity/browser-secret.ts'
import { hashCode, readUserCode } from '../../identity/codes.ts'
import { CALLBACK_PATH } from '../../identity/sign-in.ts'
import { deny, findWaiting, insertAttempt } from '../../store/people/sign-ins.ts'
import { SIGN_IN_PATH } from '../admin/page.ts'
import { type Refusal, refuse } from '../answers.ts'
import { readBody } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import { addressOf, type RelayEnv } from '../env.ts'
import { type Page, sendElsewhere, sendPage } from '../page.ts'
import { NO_SIGN_IN, SIGN_IN_MS } from './sign-in-api.ts'
import { finishSignIn } from './sign-in-callback.ts'
import { createSignInCookie } from './sign-in-cookie.ts'
import * as views from './sign-in-views.ts'
import type { Ways } from './ways.ts'

const FORM = { maxBytes: 2000, idleMs: 10_000, totalMs: 20_000 }

export function addSignInPages(app: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { signIn } = dependencies
  const ways = signIn && { ...dependencies, signIn, cookie: createSignInCookie(signIn.publicUrl) }
  const page = (show: (c: Context<RelayEnv>, ways: Ways) => Promise<Response>) => (c: Context<RelayEnv>) =>
    ways === null ? refuse(c, NO_SIGN_IN) : show(c, ways)

  app.get('/sign-in', page(showCode))
  app.post('/sign-in', page(takeAnswer))
  app.get(SIGN_IN_PATH, page(beginAdmin))
  app.get(CALLBACK_PATH, page(finishSignIn))
}

async function showCode(c: Context<RelayEnv>, ways: Ways): Promise<Response> {
  const given = c.req.query('user_code')
  if (given === undefined) return sendPage(c, views.askForCode(null))
  const waiting = await findPanel(c, ways, given)
  if ('page' in waiting) return sendPage(c, waiting.page)
  return compare(c, ways, waiting.userCode, false)
}

/** The person has compared. Only the form that this browser was shown for this code counts. */
async function takeAnswer(c: Context<RelayEnv>, ways: Ways): Promise<Response> {
  const form = await readForm(c)
  if (!(form instanceof URLSearchParams)) return refuse(c, form)
  const waiting = await findPanel(c, ways, form.get('user_code') ?? '')
  if ('page' in waiting) return sendPage(c, waiting.page)
  const { userCode, deviceHash } = waiting
  const secret = ways.cookie.read(c)
  if (secret === null || !isSame(form.get('proof') ?? '', proofFor(secret, userCode))) {
    return compare(c, ways, userCode, true)
  }
  if (form.get('answer') !== 'same') {
    await deny(ways.database, deviceHash)
    return sendPage(c, { ...views.sayAnotherCode(), cookie: ways.cookie.clear() })
  }
  const begun = await begin(ways, deviceHash)
  if (begun === null) return sendPage(c, views.sayUnavailable())
  return sendPage(c, { ...views.leaveForProvider(begun.to), cookie: begun.cookie })
}

async function beginAdmin(c: Context<RelayEnv>, ways: Ways): Promise<Response> {
  const tooMany = await ways.limits.checkSignIn(addressOf(c), ways.clock.now())
  if (tooMany !== null) return sendPage(c, views.sayWait())
  const begun = await begin(ways, null)
  return begun === null ? sendPage(c, views.sayUnavailable()) : sendElsewhere(c, begun.to.href, begun.cookie)
}

/** A new secret each time, so that none that somebody may have planted or seen goes to the provider. */
async function begin(
  { database, signIn, clock, cookie }: Ways,
  deviceHash: string | null,
): Promise<{ to: URL; cookie: string } | null> {
  const secret = createBrowserSecret()
  const secrets = secretsOf(secret)
  const to = await signIn.provider.begin(secrets)
  if (to === null) return null
  await insertAttempt(database, {
    state_hash: hashCode(secrets.state),
    device_hash: deviceHash,
    expires_at: clock.now() + SIGN_IN_MS,
  })
  return { to, cookie: cookie.write(secret) }
}

async function compare(
  c: Context<RelayEnv>,
  { cookie }: Ways,
  userCode: string,
  isOnceMore: boolean,
): Promise<Response> {
  const secret = createBrowserSecret()
  const page = views.askToCompare(userCode, proofFor(secret, userCode), isOnceMore)
  return sendPage(c, { ...page, cookie: cookie.write(secret) })
}

/** The panel that shows this code, or the page that says why there is none. */
async function findPanel(
  c: Context<RelayEnv>,
  { database, limits, clock }: Ways,
  given: string,
): Promise<{ userCode: string; deviceHash: string } | { page: Page }> {
  const now = clock.now()
  if ((await limits.checkUserCode(addressOf(c), now)) !== null) return { page: views.sayWait() }
  const userCode = readUserCode(given)
  const deviceHash = userCode === null ? undefined : await findWaiting(database, hashCode(userCode), now)
  if (userCode === null || deviceHash === undefined) {
    return {
      page: views.askForCode('No plugin waits with this code. It may have run out: press “Sign in” again.'),
    }
  }
  return { userCode, deviceHash }
}

async function readForm(c: Context<RelayEnv>): Promise<URLSearchParams | Refusal> {
  const body = await readBody(c, FORM)
  return body instanceof Uint8Array ? new URLSearchParams(new TextDecoder().decode(body)) : body
}
