import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { me, signInStart, signInToken } from '../../../../contract/relay-api.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { ADA, type IdentityProvider, startIdentityProvider } from '../../support/identity-provider.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { PUBLIC_URL, type SignInStage, startSignInStage } from './set-up.ts'

const DAY_MS = 86_400_000
const INTERVAL_MS = 5000
const BEN = { sub: 'subject-of-ben', name: 'Ben', email: 'ben@example.com', email_verified: true }

let provider: IdentityProvider
const stages: SignInStage[] = []
beforeAll(async () => {
  provider = await startIdentityProvider(`${PUBLIC_URL}/sign-in/callback`)
})
afterEach(async () => {
  provider.signsInAs = ADA
  await Promise.all(stages.splice(0).map((stage) => stage.close()))
})
afterAll(() => provider.close())

async function open(env?: Record<string, string>): Promise<SignInStage> {
  const stage = await startSignInStage(provider.issuer, env)
  stages.push(stage)
  return stage
}

/** From the panel's first request to its token. */
async function letIn(stage: SignInStage) {
  const { deviceCode, userCode } = await stage.start()
  const page = await stage.signIn(userCode)
  return { page, ...(await stage.poll(deviceCode)) }
}

const readMe = async (stage: SignInStage, token: string) =>
  stage.call('/v1/me', { headers: { authorization: `Bearer ${token}` } })
const personOf = async (stage: SignInStage, token: string) =>
  v.parse(me, await (await readMe(stage, token)).json()).person

it('a panel is given what RFC 8628 names, with a code that can be read aloud', async () => {
  const stage = await open()
  const answer = await stage.call('/v1/sign-in', { method: 'POST' })
  const start = v.parse(v.strictObject(signInStart.entries), await answer.json())
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect(start.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  expect(start.verification_uri).toBe(`${PUBLIC_URL}/sign-in`)
  expect(start.verification_uri_complete).toBe(`${PUBLIC_URL}/sign-in?user_code=${start.user_code}`)
  expect([start.expires_in, start.interval]).toEqual([600, 5])
})

it('waits until somebody has signed in, and then gets a token for as many days as are set', async () => {
  const stage = await open({ SESSION_DAYS: '7' })
  const { deviceCode, userCode } = await stage.start()
  expect(await stage.poll(deviceCode)).toMatchObject({ status: 400, code: 'authorization_pending' })
  const page = await stage.signIn(userCode)
  expect(page.status).toBe(200)
  expect(page.text).toContain('Signed in as Ada Lovelace (ada@example.com).')
  stage.clock.at += INTERVAL_MS
  const { status, token, body } = await stage.poll(deviceCode)
  expect(status).toBe(200)
  const kept = v.parse(v.strictObject(signInToken.entries), body)
  expect(kept.name).toBe('Ada Lovelace')
  expect(kept.expires_at).toBe(new Date(stage.clock.at + 7 * DAY_MS).toISOString())
  expect(await personOf(stage, token)).toMatchObject({ name: 'Ada Lovelace', role: 'member' })
  stage.clock.at += 7 * DAY_MS - 1
  expect((await readMe(stage, token)).status).toBe(200)
  stage.clock.at += 1
  expect((await readMe(stage, token)).status).toBe(401)
})

it('whoever signs in again is the same person, under a new name and address too', async () => {
  const stage = await open()
  const first = await personOf(stage, (await letIn(stage)).token)
  provider.signsInAs = { ...ADA, name: 'Ada King', email: 'king@example.com' }
  provider.accounts[0] = provider.signsInAs
  const second = await personOf(stage, (await letIn(stage)).token)
  provider.accounts[0] = ADA
  expect(second).toEqual({ id: first?.id, name: 'Ada King', role: 'member' })
  const identities = await stage.database.query.selectFrom('identities').selectAll().execute()
  expect(identities).toEqual([
    {
      issuer: provider.issuer,
      subject: ADA.sub,
      person_id: first?.id,
      email: 'king@example.com',
      signed_in_at: stage.clock.at,
    },
  ])
})

it('another account is another person, even under the same name', async () => {
  const stage = await open()
  const ada = await personOf(stage, (await letIn(stage)).token)
  provider.signsInAs = { ...BEN, name: 'Ada Lovelace' }
  const ben = await personOf(stage, (await letIn(stage)).token)
  expect(ben?.id).not.toBe(ada?.id)
})

it('somebody who was removed and signs in again is somebody new, and nothing is kept of the old one', async () => {
  const stage = await open()
  const first = await letIn(stage)
  const old = await personOf(stage, first.token)
  await removePerson(stage.database, old?.id ?? '', stage.clock.at)
  expect(await stage.database.query.selectFrom('identities').selectAll().execute()).toEqual([])
  expect((await readMe(stage, first.token)).status).toBe(401)
  const again = await personOf(stage, (await letIn(stage)).token)
  expect(again?.id).not.toBe(old?.id)
})

it('somebody who is removed between the browser and the panel gets no token', async () => {
  const stage = await open()
  const { id } = (await personOf(stage, (await letIn(stage)).token)) ?? { id: '' }
  const { deviceCode, userCode } = await stage.start()
  await stage.signIn(userCode)
  await removePerson(stage.database, id, stage.clock.at)
  expect(await stage.poll(deviceCode)).toMatchObject({ status: 400, code: 'expired_token' })
})

it('a new person has the daily limit that is set', async () => {
  const stage = await open({ DAILY_CREDITS: '40' })
  const answer = await readMe(stage, (await letIn(stage)).token)
  expect(v.parse(me, await answer.json()).credits.daily_limit).toBe(40)
})

it.each([
  ['an address of another domain', { email: 'ada@elsewhere.example' }],
  ['an address that is not verified', { email_verified: false }],
  ['no address', { email: undefined, email_verified: undefined }],
])(
  'who comes with %s is refused, in the browser and in the panel, and is nobody here',
  async (_what, change) => {
    const stage = await open()
    provider.signsInAs = { ...BEN, ...change, sub: `subject of ${_what}` }
    const { page, status, code } = await letIn(stage)
    expect([page.status, status, code]).toEqual([403, 400, 'access_denied'])
    expect(page.text).toContain('this relay does not let that account in')
    expect(await stage.database.query.selectFrom('people').selectAll().execute()).toEqual([])
  },
)

it('a group lets in, and its claim may have another name', async () => {
  const stage = await open({ OIDC_ALLOWED: 'group:designers' })
  expect((await letIn(stage)).status).toBe(200)
  provider.signsInAs = BEN
  expect((await letIn(stage)).code).toBe('access_denied')
  const other = await open({ OIDC_ALLOWED: 'group:ada@example.com', OIDC_GROUPS_CLAIM: 'email' })
  provider.signsInAs = ADA
  expect((await letIn(other)).status).toBe(200)
})

it('the admin’s role comes with the rules and goes with them at the next sign-in', async () => {
  const stage = await open({ OIDC_ADMINS: 'group:designers' })
  expect(await personOf(stage, (await letIn(stage)).token)).toMatchObject({ role: 'admin' })
  provider.accounts[0] = { ...ADA, groups: [] }
  provider.signsInAs = provider.accounts[0]
  expect(await personOf(stage, (await letIn(stage)).token)).toMatchObject({ role: 'member' })
  provider.accounts[0] = ADA
})

it('a role given by hand stays where no rule names admins', async () => {
  const stage = await open()
  await letIn(stage)
  await stage.database.query.updateTable('people').set({ role: 'admin' }).execute()
  expect(await personOf(stage, (await letIn(stage)).token)).toMatchObject({ role: 'admin' })
})

it('who leads a team goes on to, whatever the rules say of admins', async () => {
  const stage = await open({ OIDC_ADMINS: 'boss@example.com' })
  await letIn(stage)
  await stage.database.query.updateTable('people').set({ role: 'lead' }).execute()
  expect(await personOf(stage, (await letIn(stage)).token)).toMatchObject({ role: 'lead' })
})

it('an administrator who is not named among the allowed comes in all the same', async () => {
  const stage = await open({ OIDC_ALLOWED: 'elsewhere.example', OIDC_ADMINS: 'ada@example.com' })
  expect((await letIn(stage)).status).toBe(200)
})

it('the admin’s page is opened for who has the role, and for nobody else', async () => {
  const stage = await open({ OIDC_ADMINS: 'ada@example.com' })
  const visitor = stage.visitor()
  const page = await visitor.open(`${PUBLIC_URL}/sign-in/admin`)
  expect([page.url, page.status]).toEqual([`${PUBLIC_URL}/admin`, 200])
  const session = await stage.call('/admin/api/session', {
    headers: { cookie: visitor.cookiesFor(page.url) },
  })
  expect(await session.json()).toMatchObject({ name: 'Ada Lovelace' })
  provider.signsInAs = BEN
  const refused = await stage.visitor().open(`${PUBLIC_URL}/sign-in/admin`)
  expect(refused.status).toBe(403)
  expect(refused.text).toContain('You may not administer this relay')
})

it.each([
  ['POST', '/v1/sign-in'],
  ['POST', '/v1/sign-in/token'],
  ['GET', '/sign-in'],
  ['POST', '/sign-in'],
  ['GET', '/sign-in/admin'],
  ['GET', '/sign-in/callback'],
])('without a provider there is nothing at %s %s', async (method, path) => {
  const idle = await makeIdleDependencies()
  const answer = await createApp(idle.dependencies).request(path, { method })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({
    error: { code: 'not_found', message: expect.stringContaining('access token') },
  })
  await idle.close()
})

it('a public client signs in without a secret, and one whose ID token holds everything without a second question', async () => {
  const other = await startIdentityProvider(`${PUBLIC_URL}/sign-in/callback`, {
    isPublicClient: true,
    idTokenHasAll: true,
  })
  const stage = await startSignInStage(other.issuer, { OIDC_CLIENT_SECRET: '' })
  stages.push(stage)
  expect((await letIn(stage)).status).toBe(200)
  await other.close()
})
