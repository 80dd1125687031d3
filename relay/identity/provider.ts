/** The company's identity provider: OpenID Connect's authorization code flow with PKCE, state and nonce. */
import * as client from 'openid-client'
import type { Log } from '../observe/log.ts'
import type { OutboundProxy } from '../rivya/proxy.ts'
import { authenticateClient } from './client-secret.ts'
import { createProviderFetch } from './provider-fetch.ts'
import { type Identity, isIncomplete, readIdentity } from './read-claims.ts'
import type { SignInSettings } from './read-sign-in.ts'

/** Random values of one attempt, which its browser alone can name. */
export type AttemptSecrets = { state: string; nonce: string; verifier: string }

type Finished =
  | { kind: 'signed-in'; identity: Identity }
  /** The provider, or the person there, said no. */
  | { kind: 'denied' }
  /** What came back is not to be believed, or was used before. */
  | { kind: 'refused' }
  | { kind: 'unavailable' }

export type Provider = {
  /** @returns where to send the browser; null when the provider can't be asked for it now */
  begin: (secrets: AttemptSecrets) => Promise<URL | null>
  /** @param callback the whole address that the browser came back to */
  finish: (callback: URL, secrets: AttemptSecrets) => Promise<Finished>
  close: () => Promise<void>
}

const TIMEOUT_SECONDS = 10
/** Of what discovery said, for beginning alone: whoever opens pages must not make the relay ask as often. */
const KNOWN_MS = 60_000

export function createProvider(
  settings: SignInSettings,
  options: { redirectUri: string; proxy: OutboundProxy | null; log: Log; now: () => number },
): Provider {
  const { redirectUri, log, now } = options
  // What is on this computer is not behind a proxy.
  const { fetch, close } = createProviderFetch(settings.isLoopback ? null : options.proxy)
  const { authenticate, withEither } = authenticateClient(settings)
  let known: { configuration: client.Configuration; until: number } | null = null

  /** Asked anew for every end of a sign-in, so that keys and addresses are those of today. */
  async function discover(): Promise<client.Configuration> {
    const configuration = await client.discovery(
      new URL(settings.issuer),
      settings.clientId,
      {},
      authenticate,
      {
        [client.customFetch]: fetch,
        timeout: TIMEOUT_SECONDS,
        execute: [
          // TLS says who has sent a token, but not that nobody has changed it on the provider's side of it.
          client.enableNonRepudiationChecks,
          ...(settings.isLoopback ? [client.allowInsecureRequests] : []),
        ],
      },
    )
    known = { configuration, until: now() + KNOWN_MS }
    return configuration
  }

  return {
    async begin({ state, nonce, verifier }) {
      try {
        const configuration = known !== null && now() < known.until ? known.configuration : await discover()
        return client.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: scopeFor(settings, configuration.serverMetadata().scopes_supported),
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        })
      } catch (error) {
        log.error({ error }, 'the identity provider of OIDC_ISSUER can not be asked')
        return null
      }
    },

    async finish(callback, { state, nonce, verifier }) {
      try {
        const configuration = await discover()
        const checks = {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        }
        const tokens = await withEither(configuration, () =>
          client.authorizationCodeGrant(configuration, callback, checks),
        )
        const claims = tokens.claims()
        if (claims === undefined) return { kind: 'refused' }
        const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined
        const userInfo =
          hasMore && isIncomplete(claims, settings.groupsClaim)
            ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
            : null
        return { kind: 'signed-in', identity: readIdentity(claims, userInfo, settings.groupsClaim) }
      } catch (error) {
        const kind = kindOf(error)
        log.warn({ error, reason: reasonOf(error) }, `a sign-in was ${kind}`)
        return { kind }
      }
    },

    close,
  }
}

/** Some providers say groups only to who asks for them, and refuse the question where they know no groups. */
function scopeFor({ scopes, allowed, admins }: SignInSettings, supported: readonly string[] = []): string {
  if (scopes !== null) return scopes
  const goesByGroups = [...allowed, ...(admins ?? [])].some((rule) => rule.kind === 'group')
  return `openid email profile${goesByGroups && supported.includes('groups') ? ' groups' : ''}`
}

/** The provider's word, if it is one of OAuth's short codes. */
function reasonOf(error: unknown): string | undefined {
  const word =
    error instanceof client.ResponseBodyError || error instanceof client.AuthorizationResponseError
      ? error.error
      : error instanceof client.WWWAuthenticateChallengeError
        ? (error.cause.find(({ parameters }) => parameters.error)?.parameters.error ?? 'invalid_client')
        : ''
  return /^[a-z_]{1,60}$/.test(word) ? word : undefined
}

/** An answer that is none: the provider, or what stands before it, is away. */
const OUTAGES = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]

/** https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1: words of a provider that could not, instead of would not. */
const TROUBLES = ['server_error', 'temporarily_unavailable']
const TOO_MANY_REQUESTS = 429
/** Of the browser's way back: the provider, or the person there, said no. All other words blame the relay's question. */
const REFUSALS = [
  'access_denied',
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
]

function kindOf(error: unknown): Exclude<Finished['kind'], 'signed-in'> {
  if (error instanceof client.AuthorizationResponseError) {
    if (TROUBLES.includes(error.error)) return 'unavailable'
    return REFUSALS.includes(error.error) ? 'denied' : 'refused'
  }
  if (error instanceof client.ResponseBodyError) {
    return error.status === TOO_MANY_REQUESTS || TROUBLES.includes(error.error) ? 'unavailable' : 'refused'
  }
  if (error instanceof TypeError) return 'unavailable'
  if (!(error instanceof client.ClientError)) return 'refused'
  return error.code === undefined || OUTAGES.includes(error.code) ? 'unavailable' : 'refused'
}
