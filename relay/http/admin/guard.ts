/** The door to `/admin/api`: a session, and for each change the proof that it comes from the admin's own page. */
import type { Context, MiddlewareHandler } from 'hono'
import { useSession } from '../../store/people/admin-sessions.ts'
import { hashSecret, isSecretOf } from '../../token.ts'
import { refuse } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { proofOf, readSessionSecret } from './session-cookie.ts'

const PROOF_HEADER = 'X-Admin-Proof'

type Known = Pick<AppDependencies, 'database' | 'clock' | 'publicUrl'>

/** Also of those who end with a session that has just ended. */
export async function findAdmin(
  c: Context<RelayEnv>,
  { database, clock }: Known,
): Promise<RelayEnv['Variables']['admin'] | null> {
  const secret = readSessionSecret(c)
  if (secret === undefined) return null
  const session = await useSession(database, hashSecret(secret), clock.now())
  return session === null ? null : { ...session, secret }
}

export function admitAdmin(known: Known): MiddlewareHandler<RelayEnv> {
  return async (c, next) => {
    const admin = await findAdmin(c, known)
    if (admin === null) return refuse(c, { code: 'unauthenticated', message: NO_SESSION })
    const isChange = !['GET', 'HEAD'].includes(c.req.method)
    if (isChange && !isSecretOf(c.req.header(PROOF_HEADER) ?? '', hashSecret(proofOf(admin.secret)))) {
      return refuse(c, FOREIGN)
    }
    c.set('admin', admin)
    return next()
  }
}

const FOREIGN = {
  code: 'forbidden',
  message: 'This did not come from the admin’s page. Load it again.',
} as const
const NO_SESSION = 'Your session has ended. Open a new link, or sign in again.'

/** Before the session is asked for: nothing that another origin's page sends is even looked at. */
export function refuseOtherOrigins({ publicUrl }: Known): MiddlewareHandler<RelayEnv> {
  return async (c, next) => {
    const site = c.req.header('sec-fetch-site')
    const isRead = ['GET', 'HEAD'].includes(c.req.method)
    const isOurs = site === undefined || site === 'same-origin' || (isRead && site === 'none')
    if (isOurs && (isRead || isOwnOrigin(c, publicUrl))) return next()
    return refuse(c, FOREIGN)
  }
}

/** Every browser names the origin with a change. Without `PUBLIC_URL` it is the host that was asked for. */
function isOwnOrigin(c: Context<RelayEnv>, publicUrl: string | null): boolean {
  const origin = c.req.header('origin') ?? ''
  if (publicUrl !== null) return origin === publicUrl
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host
}

/** Nothing of it is for other origins, for a frame, or for a cache; nothing runs in it but its own files. */
export const keepToItself: MiddlewareHandler<RelayEnv> = async (c, next) => {
  await next()
  for (const name of ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'WWW-Authenticate']) {
    c.res.headers.delete(name)
  }
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
}

const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
}
