/** Whatever somebody else does with codes, links and cookies: only the browser in which a person has compared lets a panel in. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  SIGN_INS_PER_MINUTE,
  USER_CODES_PER_MINUTE,
  WRONG_TOKENS_PER_MINUTE,
} from '../../../relay/http/door/request-limits.ts'
import { proofFor } from '../../../relay/identity/browser-secret.ts'
import { PUBLIC_URL, type SignInStage, startSignInStage } from '../http/sign-in/set-up.ts'
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts'
import { readForm } from '../support/web-visitor.ts'

let provider: IdentityProvider
let stage: SignInStage
beforeAll(async () => {
  provider = await startIdentityProvider(`${PUBLIC_URL}/sign-in/callback`)
})
beforeEach(async () => {
  stage = await startSignInStage(provider.issuer)
})
afterEach(() => stage.close())
afterAll(() => provider.close())

const SIGN_IN = `${PUBLIC_URL}/sign-in`
const showCode = (visitor: ReturnType<SignInStage['visitor']>, userCode: string) =>
  visitor.open(`${SIGN_IN}?user_code=${userCode}`)
const stateOf = async (deviceCode: string) => {
  stage.clock.at += 5000
  return (await stage.poll(deviceCode)).code
}

/** As far as the provider's answer, which is not opened yet. @returns its address */
async function goUntilCallback(
  visitor: ReturnType<SignInStage['visitor']>,
  userCode: string,
): Promise<string> {
  const page = await showCode(visitor, userCode)
  const held = visitor.holdAt(`${SIGN_IN}/callback`)
  await visitor.confirm(page)
  held.release()
  return held.url()
}

it('a code that was used gives no second token', async () => {
  const { deviceCode, userCode } = await stage.start()
  await stage.signIn(userCode)
  expect((await stage.poll(deviceCode)).status).toBe(200)
  expect(await stateOf(deviceCode)).toBe('expired_token')
  expect((await stage.signIn(userCode)).text).toContain('No plugin waits with this code')
})

it('of many who ask for the token at once, one gets it', async () => {
  const { deviceCode, userCode } = await stage.start()
  await stage.signIn(userCode)
  const polls = await Promise.all(Array.from({ length: 10 }, () => stage.poll(deviceCode)))
  expect(polls.filter(({ status }) => status === 200)).toHaveLength(1)
})

it('an answer of the provider is good once', async () => {
  const { userCode } = await stage.start()
  const visitor = stage.visitor()
  const callback = await goUntilCallback(visitor, userCode)
  const cookie = visitor.cookiesFor(callback)
  const open = () => stage.call(callback.slice(PUBLIC_URL.length), { headers: { cookie } })
  expect((await open()).status).toBe(200)
  const second = await open()
  expect(second.status).toBe(400)
  expect(await second.text()).toContain('This sign-in is over')
})

it('a sign-in that one browser has begun ends in no other', async () => {
  const { deviceCode, userCode } = await stage.start()
  const hers = stage.visitor()
  const callback = await goUntilCallback(hers, userCode)
  const other = stage.visitor()
  expect((await other.open(callback)).status).toBe(400)
  await showCode(other, userCode)
  expect((await other.open(callback)).status).toBe(400)
  expect(await stateOf(deviceCode)).toBe('authorization_pending')
  expect((await hers.open(callback)).status).toBe(200)
})

it.each(['', 'state=', 'state=another'])('an answer with "%s" for a state is refused', async (query) => {
  const { deviceCode, userCode } = await stage.start()
  const visitor = stage.visitor()
  const callback = new URL(await goUntilCallback(visitor, userCode))
  callback.searchParams.delete('state')
  const page = await visitor.open(`${callback.href}&${query}`)
  expect(page.status).toBe(400)
  expect(await stateOf(deviceCode)).toBe('authorization_pending')
})

it('a form of another site is not taken for the person’s word', async () => {
  const { deviceCode, userCode } = await stage.start()
  const visitor = stage.visitor()
  const forged = { user_code: userCode, answer: 'same' }
  const noCookie = await visitor.submit(SIGN_IN, forged)
  expect([noCookie.url, noCookie.status]).toEqual([SIGN_IN, 400])
  await showCode(visitor, userCode)
  for (const proof of ['', 'x', proofFor('another secret', userCode)]) {
    expect((await visitor.submit(SIGN_IN, { ...forged, proof })).status).toBe(400)
  }
  expect(await stateOf(deviceCode)).toBe('authorization_pending')
})

it('the proof for one code is none for another', async () => {
  const [mine, theirs] = [await stage.start(), await stage.start()]
  const visitor = stage.visitor()
  const page = await showCode(visitor, mine.userCode)
  const answer = await visitor.confirm(page, { user_code: theirs.userCode })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(theirs.userCode)
  expect(await stateOf(theirs.deviceCode)).toBe('authorization_pending')
})

it('a cookie that somebody has planted is of no use to them', async () => {
  const { userCode } = await stage.start()
  const visitor = stage.visitor()
  const planted = 'a-secret-that-the-attacker-knows'
  visitor.plant(SIGN_IN, '__Host-sign-in', planted)
  const page = await showCode(visitor, userCode)
  const shown = visitor.cookiesFor(SIGN_IN)
  expect(shown).not.toContain(planted)
  expect(readForm(page.text).proof).not.toBe(proofFor(planted, userCode))
  // Nor is what the page had good for the way to the provider and back.
  const callback = await goUntilCallback(visitor, userCode)
  expect(visitor.cookiesFor(SIGN_IN)).not.toBe(shown)
  expect((await stage.call(callback.slice(PUBLIC_URL.length), { headers: { cookie: shown } })).status).toBe(
    400,
  )
})

it('leads to the provider and nowhere else, whatever the request says', async () => {
  const { userCode } = await stage.start()
  const visitor = stage.visitor()
  const elsewhere = 'redirect_uri=https://evil.example&next=https://evil.example&return_to=//evil.example'
  const page = await visitor.open(`${SIGN_IN}?user_code=${userCode}&${elsewhere}`)
  const held = visitor.holdAt(provider.issuer)
  await visitor.confirm(page, { redirect_uri: 'https://evil.example', next: 'https://evil.example' })
  const to = new URL(held.url())
  expect(to.origin).toBe(provider.issuer)
  expect(to.searchParams.get('redirect_uri')).toBe(`${SIGN_IN}/callback`)
  expect(page.text).not.toContain('evil.example')
})

it('who finds another code in the browser ends it for whoever has sent the link', async () => {
  const { deviceCode, userCode } = await stage.start()
  const visitor = stage.visitor()
  await visitor.confirm(await showCode(visitor, userCode), { answer: 'other' })
  expect(await stateOf(deviceCode)).toBe('access_denied')
})

it('codes can not be guessed: after so many from one network even the right one is not shown', async () => {
  const { userCode } = await stage.start()
  for (let tries = 0; tries < USER_CODES_PER_MINUTE; tries += 1) {
    expect((await stage.call('/sign-in?user_code=BBBB-BBBB')).status).toBe(400)
  }
  const refused = await stage.call(`/sign-in?user_code=${userCode}`)
  expect(refused.headers.get('retry-after')).toBe('60')
  expect(refused.status).toBe(429)
  expect(await refused.text()).not.toContain(userCode)
  stage.clock.at += 60_000
  expect((await stage.call(`/sign-in?user_code=${userCode}`)).status).toBe(200)
})

it('two hundred people behind one proxy sign in within a minute', async () => {
  for (let person = 0; person < 200; person += 1) {
    const visitor = stage.visitor()
    const { userCode } = await stage.start()
    const held = visitor.holdAt(provider.issuer)
    await visitor.confirm(await showCode(visitor, userCode))
    expect(held.url()).toContain('code_challenge=')
  }
})

it('nobody begins sign-ins without end, from the panel or for the admin’s page', async () => {
  const ways = [() => stage.call('/v1/sign-in', { method: 'POST' }), () => stage.call('/sign-in/admin')]
  for (const begin of ways) {
    stage.clock.at += 60_000
    for (let times = 0; times < SIGN_INS_PER_MINUTE; times += 1)
      expect((await begin()).status).toBeLessThan(400)
    const tooMany = await begin()
    expect([tooMany.status, tooMany.headers.has('retry-after')]).toEqual([429, true])
    stage.clock.at += 60_000
    expect((await begin()).status).toBeLessThan(400)
  }
})

it('nor can the panel’s own code', async () => {
  const codes: (string | null)[] = []
  for (let tries = 0; tries <= WRONG_TOKENS_PER_MINUTE; tries += 1) {
    codes.push((await stage.poll(`guess-${tries}`)).code)
  }
  expect(codes[0]).toBe('expired_token')
  expect(codes.at(-1)).toBe('rate_limited')
})

it('a panel that asks too often is told to slow down, each time by five seconds more', async () => {
  const { deviceCode, userCode } = await stage.start()
  const after = async (ms: number) => {
    stage.clock.at += ms
    return (await stage.poll(deviceCode)).code
  }
  expect(await after(0)).toBe('authorization_pending')
  expect(await after(4999)).toBe('slow_down')
  expect(await after(1)).toBe('slow_down')
  await stage.signIn(userCode)
  // Fifteen seconds by now, from the last time that was taken.
  expect(await after(9999)).toBe('slow_down')
  expect(await after(5001)).toBe(null)
})

it('a code ends after ten minutes, in the browser and in the panel', async () => {
  const { deviceCode, userCode } = await stage.start()
  const visitor = stage.visitor()
  const callback = await goUntilCallback(visitor, userCode)
  stage.clock.at += 600_000
  expect((await visitor.open(callback)).text).toContain('This sign-in is over')
  expect((await stage.call(`/sign-in?user_code=${userCode}`)).status).toBe(400)
  expect(await stateOf(deviceCode)).toBe('expired_token')
})

it('who takes longer than ten minutes at the provider begins anew, administrators too', async () => {
  const visitor = stage.visitor()
  const held = visitor.holdAt(`${SIGN_IN}/callback`)
  await visitor.open(`${SIGN_IN}/admin`)
  held.release()
  stage.clock.at += 600_000
  const page = await visitor.open(held.url())
  expect([page.status, page.url]).toEqual([400, held.url()])
})

it('the database holds no code, no secret of a browser and no token', async () => {
  const { deviceCode, userCode } = await stage.start()
  const visitor = stage.visitor()
  const callback = await goUntilCallback(visitor, userCode)
  const secret = visitor.cookiesFor(SIGN_IN).split('=')[1] ?? ''
  const kept = JSON.stringify([
    await stage.database.query.selectFrom('sign_ins').selectAll().execute(),
    await stage.database.query.selectFrom('sign_in_attempts').selectAll().execute(),
  ])
  const state = new URL(callback).searchParams.get('state') ?? ''
  expect(kept).toContain('pending')
  for (const value of [deviceCode, userCode, userCode.replace('-', ''), secret, state]) {
    expect(value.length).toBeGreaterThanOrEqual(8)
    expect(kept).not.toContain(value)
  }
})

it('pages run no script, stand in no frame, and can be read by no other site', async () => {
  const { userCode } = await stage.start()
  const page = await stage.call(`/sign-in?user_code=${userCode}`)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("form-action 'self'")
  expect(policy).not.toMatch(/script-src|unsafe/)
  expect(page.headers.get('access-control-allow-origin')).toBeNull()
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.headers.get('cache-control')).toBe('no-store')
  const cookie = page.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^__Host-sign-in=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

it('the cookie of signing in opens nothing under /v1, and a token no page', async () => {
  const { userCode } = await stage.start()
  const visitor = stage.visitor()
  await showCode(visitor, userCode)
  const cookie = visitor.cookiesFor(SIGN_IN)
  expect((await stage.call('/v1/me', { headers: { cookie } })).status).toBe(401)
})
