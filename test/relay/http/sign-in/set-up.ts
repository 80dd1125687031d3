/** The relay's app with a real provider on this machine, a clock that stands, and browsers that come and go. */
import { createApp } from '../../../../relay/http/app.ts'
import { createSignIn, type SignIn } from '../../../../relay/identity/sign-in.ts'
import { createLog } from '../../../../relay/observe/log.ts'
import { readSettings } from '../../../../relay/settings/settings.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { CLIENT_ID, CLIENT_SECRET } from '../../support/identity-provider.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { NOON } from '../../support/samples.ts'
import { type Fetch, type Visit, WebVisitor } from '../../support/web-visitor.ts'
import { assertDocumented } from '../openapi/set-up.ts'

export const PUBLIC_URL = 'https://relay.example'

export type SignInStage = {
  database: Database
  clock: { at: number }
  /** A browser that has been nowhere yet. */
  visitor: () => WebVisitor
  /** What a panel does. */
  start: () => Promise<{ deviceCode: string; userCode: string; link: string }>
  poll: (deviceCode: string) => Promise<{ status: number; code: string | null; token: string; body: object }>
  call: (path: string, init?: RequestInit) => Promise<Response>
  /** All that a person does, in one browser. @returns the last page */
  signIn: (userCode: string, visitor?: WebVisitor) => Promise<Visit>
  close: () => Promise<void>
}

/**
 * @param issuer of a provider that takes back to `PUBLIC_URL`
 * @param watch sees each answer of the relay to somebody who signs in
 */
export async function startSignInStage(
  issuer: string,
  env: Record<string, string> = {},
  watch = assertDocumented,
): Promise<SignInStage> {
  const idle = await makeIdleDependencies()
  const settings = readSettings({
    RIVYA_API_KEY: 'rvya_sk_1',
    PUBLIC_URL,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_CLIENT_SECRET: CLIENT_SECRET,
    OIDC_ALLOWED: 'example.com',
    ...env,
  })
  const signIn = createSignIn(settings, createLog('silent')) as SignIn
  const clock = { at: NOON }
  const app = createApp({
    ...idle.dependencies,
    clock: { now: () => clock.at, wait: async () => undefined },
    signIn,
  })
  const ask: Fetch = async (url, init) => {
    if (!url.startsWith(`${PUBLIC_URL}/`)) return fetch(url, init)
    const answer = await app.request(url, init)
    const path = url.slice(PUBLIC_URL.length)
    if (path.includes('/sign-in')) await watch(init.method ?? 'GET', path, answer.clone())
    return answer
  }
  const call: SignInStage['call'] = (path, init = {}) => ask(PUBLIC_URL + path, init)
  const post = (path: string, body?: object) =>
    call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const visitor = () => new WebVisitor(ask)
  return {
    database: idle.database,
    clock,
    visitor,
    call,
    async start() {
      const body = Object(await (await post('/v1/sign-in')).json())
      return {
        deviceCode: body.device_code,
        userCode: body.user_code,
        link: body.verification_uri_complete,
      }
    },
    async poll(deviceCode) {
      const answer = await post('/v1/sign-in/token', { device_code: deviceCode })
      const body = Object(await answer.json())
      return { status: answer.status, code: body.error?.code ?? null, token: body.access_token ?? '', body }
    },
    async signIn(userCode, browser = visitor()) {
      return browser.confirm(await browser.open(`${PUBLIC_URL}/sign-in?user_code=${userCode}`))
    },
    async close() {
      await signIn.provider.close()
      await idle.close()
    },
  }
}
