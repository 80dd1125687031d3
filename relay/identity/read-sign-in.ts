/** The settings of signing in with the company's account. */
import {
  type Environment,
  parseSafeUrl,
  read,
  readInteger,
  readSecret,
  SettingError,
} from '../settings/read-setting.ts'
import { type AccessRule, parseRules } from './access-rules.ts'

export type SignInSettings = {
  /** As it was set: a provider's own name for itself may have a path. */
  issuer: string
  isLoopback: boolean
  clientId: string
  /** Null: a public client, which PKCE alone protects. */
  clientSecret: string | null
  allowed: AccessRule[]
  /** Null: roles are given by hand alone. */
  admins: AccessRule[] | null
  groupsClaim: string
  /** What is asked of the provider; null: what most know. */
  scopes: string | null
  /** Life of a token made by signing in. */
  sessionMs: number
}

const DAY_MS = 24 * 60 * 60_000

/**
 * What stands beside a missing `OIDC_ISSUER` is read all the same, so that what is wrong there is found at once.
 *
 * @returns null without `OIDC_ISSUER`
 */
export function readSignIn(env: Environment, publicUrl: string | null): SignInSettings | null {
  const issuer = read(env, 'OIDC_ISSUER')
  const allowed = readRules(env, 'OIDC_ALLOWED')
  const rest = {
    clientSecret: readSecret(env, 'OIDC_CLIENT_SECRET') ?? null,
    admins: readRules(env, 'OIDC_ADMINS'),
    groupsClaim: read(env, 'OIDC_GROUPS_CLAIM') ?? 'groups',
    scopes: readScopes(env),
    sessionMs: readInteger(env, 'SESSION_DAYS', 30, 1, 3650) * DAY_MS,
  }
  if (issuer === undefined) return null
  const address = parseSafeUrl(issuer)
  if (address === null || address.url.search + address.url.hash + address.url.username !== '') {
    throw new SettingError(
      'OIDC_ISSUER must be an https address (http only for this computer), as the provider writes its issuer.',
    )
  }
  if (publicUrl === null) {
    throw new SettingError('PUBLIC_URL must be set with OIDC_ISSUER: the provider sends browsers back to it.')
  }
  const clientId = read(env, 'OIDC_CLIENT_ID')
  if (clientId === undefined) {
    throw new SettingError("OIDC_CLIENT_ID must be set with OIDC_ISSUER: the provider's name for this relay.")
  }
  if (allowed === null || allowed.length === 0) {
    throw new SettingError(
      'OIDC_ALLOWED must be set with OIDC_ISSUER: who may come in, like example.com or group:designers.',
    )
  }
  return { ...rest, issuer, isLoopback: address.isLoopback, clientId, allowed }
}

/** https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/

function readScopes(env: Environment): string | null {
  const text = read(env, 'OIDC_SCOPES')
  if (text === undefined) return null
  if (SCOPES.test(text) && text.split(' ').includes('openid')) return text
  throw new SettingError('OIDC_SCOPES must be words with blanks between, openid among them.')
}

function readRules(env: Environment, name: string): AccessRule[] | null {
  const text = read(env, name)
  if (text === undefined) return null
  const rules = parseRules(text)
  if (rules !== null) return rules
  throw new SettingError(
    `${name} must name e-mail domains, e-mail addresses or group:NAME, with commas between.`,
  )
}
