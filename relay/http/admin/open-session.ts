/** A session begins with an id that nobody has known before, whatever the browser sent along. */
import type { Context } from 'hono'
import { openSessionByLink, openSessionOfPerson } from '../../store/people/admin-sessions.ts'
import { createSecret, hashSecret } from '../../token.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { sendElsewhere } from '../page.ts'
import { makeSessionCookie } from './session-cookie.ts'

type Known = Pick<AppDependencies, 'database' | 'clock'>

/** @returns the cookie; null when the link is none, was used, or is too old */
export async function openByLink({ database, clock }: Known, linkSecret: string): Promise<string | null> {
  const secret = createSecret()
  const isOpen = await openSessionByLink(database, hashSecret(linkSecret), hashSecret(secret), clock.now())
  return isOpen ? makeSessionCookie(secret) : null
}

/**
 * The end of a sign-in that was begun for the admin's page.
 *
 * @returns leads to the page; null when the person is no admin
 */
export async function openAdminSession(
  c: Context<RelayEnv>,
  { database, clock }: Known,
  personId: string,
): Promise<Response | null> {
  const secret = createSecret()
  if (!(await openSessionOfPerson(database, personId, hashSecret(secret), clock.now()))) return null
  return sendElsewhere(c, '/admin', makeSessionCookie(secret))
}
