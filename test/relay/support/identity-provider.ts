/** A certified OpenID provider on this machine, with a few people and no passwords. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

export const CLIENT_ID = 'framefill'
export const CLIENT_SECRET = 'a-secret-of-the-client'

export type Account = {
  sub: string
  name?: string
  email?: string | undefined
  email_verified?: boolean | undefined
  groups?: string[]
}

export const ADA: Account = {
  sub: 'subject-of-ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  email_verified: true,
  groups: ['designers'],
}

export type IdentityProvider = {
  issuer: string
  /** Who signs in next, without being asked; null: whoever presses a button on the provider's page. */
  signsInAs: Account | null
  /** Everybody whom the page offers. */
  accounts: Account[]
  close: () => Promise<void>
}

/** @param redirectUri where the relay takes browsers back. The caller closes it. */
export async function startIdentityProvider(
  redirectUri: string,
  options: { isPublicClient?: boolean; idTokenHasAll?: boolean } = {},
): Promise<IdentityProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  const known: IdentityProvider = {
    issuer,
    signsInAs: ADA,
    accounts: [ADA],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT_ID,
        redirect_uris: [redirectUri],
        ...(options.isPublicClient
          ? { token_endpoint_auth_method: 'none' }
          : { client_secret: CLIENT_SECRET, token_endpoint_auth_method: 'client_secret_post' }),
      },
    ],
    pkce: { required: () => true },
    claims: { email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    conformIdTokenClaims: options.idTokenHasAll !== true,
    features: { devInteractions: { enabled: false } },
    jwks: { keys: [makeKey()] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: ['a key of the tests'] },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    async findAccount(_context, sub) {
      const account = known.accounts.find((each) => each.sub === sub)
      return account && { accountId: sub, claims: async () => ({ ...account }) }
    },
  }
  const provider = new Provider(issuer, configuration)
  const answer = provider.callback()
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '', issuer)
    if (!url.pathname.startsWith('/interaction/')) return void answer(request, response)
    const chosen = url.searchParams.get('as')
    const account = known.signsInAs ?? known.accounts.find(({ sub }) => sub === chosen)
    if (account === undefined) {
      const buttons = known.accounts.map(({ sub, name }) => `<a href="?as=${sub}">Sign in as ${name}</a>`)
      response.setHeader('content-type', 'text/html; charset=utf-8')
      return void response.end(`<!doctype html><title>Provider</title><h1>Provider</h1>${buttons.join('')}`)
    }
    if (!known.accounts.includes(account)) known.accounts.push(account)
    return void interact(provider, account, request, response)
  })
  return known
}

function makeKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'of-the-tests' }
}

type Exchange = Parameters<Provider['interactionDetails']>

/** Signs in and consents in one go. */
async function interact(
  provider: Provider,
  account: Account,
  ...[request, response]: Exchange
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: account.sub, clientId: String(params.client_id) })
  grant.addOIDCScope(String(params.scope))
  const result = {
    login: { accountId: account.sub, remember: false },
    consent: { grantId: await grant.save() },
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}
