/** `POST /v1/sign-in` and `POST /v1/sign-in/token`: how a panel without a token gets one (RFC 8628). */
import type { Context, Hono } from 'hono'
import { type SignInStart, type SignInToken, signInPoll } from '../../../contract/relay-api.ts'
import { createDeviceCode, createUserCode, hashCode } from '../../identity/codes.ts'
import { insertSignIn, type Poll, pollSignIn } from '../../store/people/sign-ins.ts'
import { createAccessToken, formatAccessToken, hashSecret } from '../../token.ts'
import { type Refusal, refuse, sendJson } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import { readJson } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import { addressOf, type RelayEnv } from '../env.ts'

/** Long enough for a second factor that has to be fetched. */
export const SIGN_IN_MS = 10 * 60_000
const INTERVAL_MS = 5000

export const NO_SIGN_IN: Refusal = {
  code: 'not_found',
  message: 'Nobody signs in at this relay. Ask whoever runs it for an access token.',
}

/** In front of the token check. Without sign-in there is nothing at these addresses. */
export function addSignInApi(app: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, limits, signIn, clock } = dependencies

  app.post('/v1/sign-in', async (c) => {
    if (signIn === null) return refuse(c, NO_SIGN_IN)
    const now = clock.now()
    const tooMany = await limits.checkSignIn(addressOf(c), now)
    if (tooMany !== null) return refuse(c, tooMany)
    const [deviceCode, userCode] = [createDeviceCode(), createUserCode()]
    await insertSignIn(database, {
      device_hash: hashCode(deviceCode),
      user_hash: hashCode(userCode),
      expires_at: now + SIGN_IN_MS,
      interval_ms: INTERVAL_MS,
    })
    const page = `${signIn.publicUrl}/sign-in`
    const start: SignInStart = {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${userCode}`,
      expires_in: SIGN_IN_MS / 1000,
      interval: INTERVAL_MS / 1000,
    }
    return sendJson(c, start)
  })

  app.post('/v1/sign-in/token', async (c) => {
    if (signIn === null) return refuse(c, NO_SIGN_IN)
    const body = await readJson(c)
    if (!('value' in body)) return refuse(c, body)
    const parsed = parse(signInPoll, body.value, 'body')
    if (!('value' in parsed)) return refuse(c, parsed)
    const now = clock.now()
    const token = createAccessToken()
    const expiresAt = now + signIn.settings.sessionMs
    const poll = await pollSignIn(database, hashCode(parsed.value.device_code), now, ({ id, name }) => ({
      id: token.id,
      person_id: id,
      name,
      secret_hash: hashSecret(token.secret),
      created_at: now,
      expires_at: expiresAt,
    }))
    if (poll.kind !== 'signed-in') return refuseWaiting(c, poll)
    const answer: SignInToken = {
      access_token: formatAccessToken(token),
      expires_at: new Date(expiresAt).toISOString(),
      name: poll.name,
    }
    return sendJson(c, answer)
  })

  async function refuseWaiting(c: Context<RelayEnv>, poll: Exclude<Poll, { kind: 'signed-in' }>) {
    const isGuess = poll.kind === 'expired' || poll.kind === 'too-fast'
    const tooMany = isGuess ? await limits.checkWrongToken(addressOf(c), clock.now()) : null
    return refuse(c, tooMany ?? refusalOf(poll))
  }
}

function refusalOf(poll: Exclude<Poll, { kind: 'signed-in' }>): Refusal {
  switch (poll.kind) {
    case 'pending':
      return { code: 'authorization_pending' }
    case 'too-fast':
      return { code: 'slow_down', retryAfterMs: poll.intervalMs }
    case 'denied':
      return { code: 'access_denied' }
    case 'expired':
      return { code: 'expired_token' }
  }
}
