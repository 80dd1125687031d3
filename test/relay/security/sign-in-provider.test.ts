/** Whatever a provider, or somebody who plays one, says: only its own, fresh, signed word for this very attempt counts. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PUBLIC_URL, type SignInStage, startSignInStage } from '../http/sign-in/set-up.ts'
import { challengeOf, type HostileProvider, startHostileProvider } from '../support/hostile-provider.ts'
import { CLIENT_ID, CLIENT_SECRET } from '../support/identity-provider.ts'

let provider: HostileProvider
let stage: SignInStage
beforeEach(async () => {
  provider = await startHostileProvider()
  stage = await startSignInStage(provider.issuer)
})
afterEach(() => Promise.all([stage.close(), provider.close()]))

/** @returns what the browser and the panel are told */
async function tryToSignIn() {
  const { deviceCode, userCode } = await stage.start()
  const page = await stage.signIn(userCode)
  const { code } = await stage.poll(deviceCode)
  return [page.status, code]
}
const people = () => stage.database.query.selectFrom('people').select('id').execute()

const LET_IN = [200, null]
const REFUSED = [400, 'access_denied']
const now = () => Math.floor(Date.now() / 1000)

it('lets in when all of it is right', async () => {
  expect(await tryToSignIn()).toEqual(LET_IN)
})

it.each<[string, () => object]>([
  ['for another client', () => ({ aud: 'another-client' })],
  ['of another issuer', () => ({ iss: 'https://evil.example' })],
  ['that has expired', () => ({ exp: now() - 120, iat: now() - 600 })],
  ['of another attempt', () => ({ nonce: 'another' })],
  ['without a nonce', () => ({ nonce: undefined })],
  ['without a subject', () => ({ sub: undefined })],
  ['issued for many, and to another', () => ({ aud: [CLIENT_ID, 'other'], azp: 'other' })],
])('refuses an ID token %s', async (_what, claims) => {
  Object.assign(provider.claims, claims())
  expect(await tryToSignIn()).toEqual(REFUSED)
  expect(await people()).toEqual([])
})

it('refuses an ID token that nobody has signed', async () => {
  provider.signWith = 'nothing'
  expect(await tryToSignIn()).toEqual(REFUSED)
})

it('refuses an ID token signed with the client’s own secret', async () => {
  provider.signWith = { secret: CLIENT_SECRET }
  expect(await tryToSignIn()).toEqual(REFUSED)
})

it('refuses an ID token of a key that the provider does not know, and takes one of a new key that it does', async () => {
  provider.rotateKey(false)
  expect(await tryToSignIn()).toEqual(REFUSED)
  provider.rotateKey(true)
  expect(await tryToSignIn()).toEqual(LET_IN)
})

it('a key that was changed between the beginning and the end is no trouble', async () => {
  expect(await tryToSignIn()).toEqual(LET_IN)
  const { deviceCode, userCode } = await stage.start()
  const visitor = stage.visitor()
  const page = await visitor.open(`${PUBLIC_URL}/sign-in?user_code=${userCode}`)
  provider.rotateKey(true)
  expect((await visitor.confirm(page)).status).toBe(200)
  expect((await stage.poll(deviceCode)).status).toBe(200)
})

it('refuses an answer that names another provider', async () => {
  provider.metadata = { authorization_response_iss_parameter_supported: true }
  provider.callback = { iss: 'https://evil.example' }
  expect(await tryToSignIn()).toEqual(REFUSED)
  provider.callback = { iss: provider.issuer }
  expect(await tryToSignIn()).toEqual(LET_IN)
})

it('does not send anybody to a provider that calls itself by another name', async () => {
  provider.metadata = { issuer: 'https://evil.example' }
  const { userCode } = await stage.start()
  expect((await stage.signIn(userCode)).status).toBe(503)
  expect(provider.authorizations).toEqual([])
})

it('an answer about another user is none about this one', async () => {
  provider.claims = { email: undefined, email_verified: undefined }
  provider.userInfo = { sub: 'ben', email: 'ada@example.com', email_verified: true }
  expect(await tryToSignIn()).toEqual(REFUSED)
  provider.userInfo = { ...provider.userInfo, sub: 'ada' }
  expect(await tryToSignIn()).toEqual(LET_IN)
})

it('the code goes with the proof of who has begun, and comes back to the relay alone', async () => {
  await tryToSignIn()
  const [asked] = provider.authorizations
  const [told] = provider.tokenRequests
  expect(asked?.get('code_challenge_method')).toBe('S256')
  expect(told?.get('code_verifier')).toMatch(/^[A-Za-z0-9_-]{43,}$/)
  expect(asked?.get('code_challenge')).toBe(challengeOf(told?.get('code_verifier') ?? ''))
  for (const form of [asked, told]) expect(form?.get('redirect_uri')).toBe(`${PUBLIC_URL}/sign-in/callback`)
  const values = ['state', 'nonce', 'code_challenge'].map((name) => asked?.get(name) ?? '')
  await tryToSignIn()
  const again = ['state', 'nonce', 'code_challenge'].map(
    (name) => provider.authorizations[1]?.get(name) ?? '',
  )
  expect(new Set([...values, ...again]).size).toBe(6)
})

it('asks for groups where they count and the provider lists them, and else for what is set', async () => {
  const asked = async (env: Record<string, string>, supported?: string[]) => {
    provider.metadata = { scopes_supported: supported }
    const own = await startSignInStage(provider.issuer, env)
    await own.signIn((await own.start()).userCode)
    await own.close()
    return provider.authorizations.at(-1)?.get('scope')
  }
  const groups = { OIDC_ALLOWED: 'group:designers' }
  expect(await asked({}, ['openid', 'groups'])).toBe('openid email profile')
  expect(await asked(groups, ['openid', 'groups'])).toBe('openid email profile groups')
  expect(await asked(groups, ['openid'])).toBe('openid email profile')
  expect(await asked(groups)).toBe('openid email profile')
  expect(await asked({ ...groups, OIDC_SCOPES: 'openid roles' }, ['openid'])).toBe('openid roles')
})

it.each([
  ['form', false, 1, 1],
  ['header', false, 2, 1],
  ['header', true, 2, 1],
] as const)(
  'a provider that takes the secret in the %s alone, and names both ways, is found out once (%s)',
  async (secretIn, challenges, first, next) => {
    const methods = ['client_secret_basic', 'client_secret_post']
    Object.assign(provider, { secretIn, challenges })
    provider.metadata = { token_endpoint_auth_methods_supported: methods }
    expect(await tryToSignIn()).toEqual(LET_IN)
    expect(provider.tokenRequests.splice(0)).toHaveLength(first)
    expect(await tryToSignIn()).toEqual(LET_IN)
    expect(provider.tokenRequests).toHaveLength(next)
  },
)

it('a secret that is wrong in both ways is refused, and both are tried again when it may have been put right', async () => {
  provider.metadata = {
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  }
  const own = await startSignInStage(provider.issuer, { OIDC_CLIENT_SECRET: 'wrong' })
  for (const secretIn of ['header', 'form'] as const) {
    provider.secretIn = secretIn
    expect((await own.signIn((await own.start()).userCode)).status).toBe(400)
    expect(provider.tokenRequests.splice(0)).toHaveLength(2)
  }
  await own.close()
  expect(await tryToSignIn()).toEqual(LET_IN)
})

const BOTH_WAYS = { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] }

it('after a secret that was wrong in both ways the form comes first again', async () => {
  provider.metadata = BOTH_WAYS
  provider.secretIn = 'header'
  const own = await startSignInStage(provider.issuer, { OIDC_CLIENT_SECRET: 'wrong' })
  for (let attempt = 0; attempt < 2; attempt += 1) await own.signIn((await own.start()).userCode)
  await own.close()
  const shown = provider.tokenRequests.map((form) => (form.has('client_secret') ? 'form' : 'header'))
  expect(shown).toEqual(['form', 'header', 'form', 'header'])
})

it('a client that may not ask in this way is one that may in the other', async () => {
  provider.metadata = BOTH_WAYS
  Object.assign(provider, { secretIn: 'header', refusal: { status: 400, error: 'unauthorized_client' } })
  expect(await tryToSignIn()).toEqual(LET_IN)
})

it.each([
  ['of the code', { tokenStatus: 400 }],
  [
    'of something else than the client',
    { secretIn: 'header', challenges: true, refusal: { status: 403, error: 'forbidden' } },
  ],
] as const)('a refusal %s is not asked for twice', async (_what, changes) => {
  provider.metadata = BOTH_WAYS
  Object.assign(provider, changes)
  expect(await tryToSignIn()).toEqual(REFUSED)
  expect(provider.tokenRequests).toHaveLength(1)
})

it('the secret is shown in no way that the provider does not name', async () => {
  provider.secretIn = 'header'
  expect(await tryToSignIn()).toEqual(REFUSED)
  expect(provider.tokenRequests).toHaveLength(1)
})

it('a code that the provider takes for used is refused', async () => {
  provider.tokenStatus = 400
  expect(await tryToSignIn()).toEqual(REFUSED)
})

it.each([
  ['access_denied', [403, 'access_denied']],
  ['login_required', [403, 'access_denied']],
  ['consent_required', [403, 'access_denied']],
  ['interaction_required', [403, 'access_denied']],
  ['account_selection_required', [403, 'access_denied']],
  ['invalid_scope', REFUSED],
  ['unauthorized_client', REFUSED],
  ['<script>', REFUSED],
  ['temporarily_unavailable', [503, 'authorization_pending']],
  ['server_error', [503, 'authorization_pending']],
])('a browser that comes back with the error %s is told what it means', async (error, told) => {
  provider.callback = { error }
  expect(await tryToSignIn()).toEqual(told)
  expect(await people()).toEqual([])
})

it.each([
  [429, 'slow_down'],
  [400, 'temporarily_unavailable'],
  [500, 'server_error'],
])('a provider that can not answer for now (%s, %s) has refused nobody', async (status, error) => {
  Object.assign(provider, { tokenStatus: status, tokenError: error })
  expect(await tryToSignIn()).toEqual([503, 'authorization_pending'])
})

it.each(['page', 'cut'] as const)('nor one whose tokens come as a %s', async (tokenWay) => {
  Object.assign(provider, { tokenWay })
  expect(await tryToSignIn()).toEqual([503, 'authorization_pending'])
})

it('while the provider is away nobody new comes in, who is in stays in, and the panel’s code stays good', async () => {
  const first = await stage.start()
  await stage.signIn(first.userCode)
  const { token } = await stage.poll(first.deviceCode)
  stage.clock.at += 61_000

  const { deviceCode, userCode } = await stage.start()
  provider.isDown = true
  expect((await stage.signIn(userCode)).status).toBe(503)
  expect((await stage.poll(deviceCode)).code).toBe('authorization_pending')
  const answer = await stage.call('/v1/me', { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)

  // Gone on the way back.
  provider.isDown = false
  provider.tokenStatus = 503
  expect((await stage.signIn(userCode)).status).toBe(503)
  stage.clock.at += 5000
  expect((await stage.poll(deviceCode)).code).toBe('authorization_pending')
  provider.tokenStatus = 200
  expect((await stage.signIn(userCode)).status).toBe(200)
  stage.clock.at += 5000
  expect((await stage.poll(deviceCode)).status).toBe(200)
})

it.each([
  ['markup', '<script>alert(1)</script>', 'ada@example.com', /&lt;script&gt;/],
  ['a line break', 'Ada\r\nSet-Cookie: a=b', 'ada@example.com', /Signed in as Ada Set-Cookie/],
  ['turned writing', 'Ada\u202eadA', 'ada@example.com', /Signed in as Ada adA/],
])('a name with %s is shown as text, on one line', async (_what, name, email, shown) => {
  Object.assign(provider.claims, { name, email })
  const { userCode } = await stage.start()
  const page = await stage.signIn(userCode)
  expect(page.text).toMatch(shown)
  expect(page.text).not.toContain('<script')
  const row = await stage.database.query.selectFrom('people').select('name').executeTakeFirstOrThrow()
  expect(row.name).toMatch(/^[^\r\n\u202e]+$/)
})

it.each(['<b>@example.com', 'a\nb@example.com', '"a b"@example.com', 'ada@evil.example@example.com'])(
  'the address %j is none',
  async (email) => {
    Object.assign(provider.claims, { email })
    expect(await tryToSignIn()).toEqual([403, 'access_denied'])
  },
)
