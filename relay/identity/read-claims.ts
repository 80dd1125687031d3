/** What a provider says of somebody, made into what the relay goes by. */
import { shorten, UNPRINTABLE } from '../../contract/short-text.ts'

/** Of an ID token or of the provider's answer about a user. */
type Claims = Readonly<Record<string, unknown>>

/** Somebody who has signed in, as the provider knows them. */
export type Identity = {
  issuer: string
  /** The provider's own name for them, which never changes and is never given to another. */
  subject: string
  name: string
  /** Only one that the provider calls verified; null: none. */
  email: string | null
  groups: string[]
}

const MAX_NAME_LENGTH = 200
const MAX_EMAIL_LENGTH = 254
/** Without quotes, blanks and brackets, which are allowed in theory and used for nothing good. */
const EMAIL = /^[^\s@<>"'(),:;[\]\\\p{C}]+@[^\s@<>"'(),:;[\]\\\p{C}]+$/u

/**
 * @param idToken checked already
 * @param userInfo the provider's answer to the question about the user; null: not asked
 */
export function readIdentity(
  idToken: Claims & { iss: string; sub: string },
  userInfo: Claims | null,
  groupsClaim: string,
): Identity {
  const sources = userInfo === null ? [idToken] : [idToken, userInfo]
  const email = readEmail(sources)
  const text = (name: string) => firstText(sources.map((claims) => claims[name]))
  const full = `${text('given_name') ?? ''} ${text('family_name') ?? ''}`.trim()
  const name = text('name') ?? (full === '' ? null : full) ?? text('preferred_username') ?? email ?? 'unnamed'
  return { issuer: idToken.iss, subject: idToken.sub, name, email, groups: readGroups(sources, groupsClaim) }
}

/** Whether the ID token alone leaves open what the rules ask for. */
export function isIncomplete(idToken: Claims, groupsClaim: string): boolean {
  return [idToken.email, idToken.email_verified, idToken.name, idToken[groupsClaim]].includes(undefined)
}

/** The first address there is; what is said of another address says nothing about it. */
function readEmail(sources: readonly Claims[]): string | null {
  const [email] = sources.map((claims) => claims.email).filter((value) => typeof value === 'string')
  if (email === undefined || email.length > MAX_EMAIL_LENGTH || !EMAIL.test(email)) return null
  const isVerified = sources.some((claims) => claims.email === email && isTrue(claims.email_verified))
  // What one of them calls unverified, no other makes good.
  const isDoubted = sources.some((claims) => claims.email_verified === false)
  return isVerified && !isDoubted ? email : null
}

/** Some providers write it as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

function readGroups(sources: readonly Claims[], claim: string): string[] {
  for (const { [claim]: value } of sources) {
    if (typeof value === 'string') return [value]
    if (Array.isArray(value)) return value.filter((group) => typeof group === 'string')
  }
  return []
}

function firstText(values: readonly unknown[]): string | null {
  for (const value of values) {
    if (typeof value !== 'string') continue
    const text = shorten(value.replace(UNPRINTABLE, ' '), MAX_NAME_LENGTH)
    if (text !== '') return text
  }
  return null
}
