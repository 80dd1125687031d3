/** Who may come in, and as what: the provider's word against the relay's rules. */
import type { Log } from '../observe/log.ts'
import type { Settings } from '../settings/settings.ts'
import type { Database } from '../store/database.ts'
import { admitIdentity } from '../store/people/identities.ts'
import { approve } from '../store/people/sign-ins.ts'
import { createId } from '../token.ts'
import { meets } from './access-rules.ts'
import { createProvider, type Provider } from './provider.ts'
import type { Identity } from './read-claims.ts'
import type { SignInSettings } from './read-sign-in.ts'

export type SignIn = {
  settings: SignInSettings
  provider: Provider
  /** The relay's own address, without a slash at the end. */
  publicUrl: string
  /** Daily limit of somebody new; null: none. */
  dailyCredits: number | null
}

export const CALLBACK_PATH = '/sign-in/callback'

/** Asks the provider for nothing yet. @returns null without `OIDC_ISSUER` */
export function createSignIn(settings: Settings, log: Log): SignIn | null {
  const { signIn, publicUrl, dailyCredits, proxy } = settings
  if (signIn === null || publicUrl === null) return null
  const redirectUri = publicUrl + CALLBACK_PATH
  const provider = createProvider(signIn, { redirectUri, proxy, log, now: Date.now })
  return { settings: signIn, provider, publicUrl, dailyCredits }
}

type Admitted =
  | { kind: 'admitted'; id: string; name: string }
  | { kind: 'not-allowed' }
  /** The panel has stopped waiting. */
  | { kind: 'too-late' }

/**
 * Makes or finds the person and lets the panel that waits have its token.
 *
 * @param deviceHash of the panel that waits; null: there is none
 */
export async function admit(
  database: Database,
  { settings, dailyCredits }: SignIn,
  identity: Identity,
  deviceHash: string | null,
  now: number,
): Promise<Admitted> {
  // Who administers may come in, named a second time or not.
  const isAdmin = settings.admins === null ? null : meets(settings.admins, identity)
  if (isAdmin !== true && !meets(settings.allowed, identity)) return { kind: 'not-allowed' }
  const { issuer, subject, name, email } = identity
  return database.transact(async (trx) => {
    const admission = { issuer, subject, name, email, isAdmin, dailyCredits, newId: createId(), now }
    const person = await admitIdentity(database, trx, admission)
    if (deviceHash !== null && !(await approve(trx, deviceHash, person.id, now))) return { kind: 'too-late' }
    return { kind: 'admitted', id: person.id, name: person.name }
  })
}
