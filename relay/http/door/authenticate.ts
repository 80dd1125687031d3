/** The one door to everything under `/v1`. */
import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import type { Database } from '../../store/database.ts'
import { type Caller, findCaller, markSeen } from '../../store/people/tokens.ts'
import { type AccessToken, isSecretOf, parseAccessToken } from '../../token.ts'
import { refuse } from '../answers.ts'
import { addressOf, type RelayEnv } from '../env.ts'
import type { RequestLimits } from './request-limits.ts'

/** That a token was used is written at most so often. */
const SEEN_EVERY_MS = 10 * 60_000

/** Lets in who has a valid token, asked of the database each time, so that a revoked one ends at once. */
export function authenticate(
  database: Database,
  limits: RequestLimits,
  clock: Clock,
  log: Log,
): MiddlewareHandler<RelayEnv> {
  /** For the operator, now and then; nobody waits for it, and it is worth no failed request. */
  function noteSeen({ token_id, last_seen_at }: Caller, now: number): void {
    if (last_seen_at !== null && last_seen_at > now - SEEN_EVERY_MS) return
    markSeen(database, token_id, now).catch((error: unknown) => {
      log.warn({ error }, 'could not note when a token was last seen')
    })
  }

  return async (c, next) => {
    const now = clock.now()
    const given = readToken(c.req.header('authorization'))
    const caller = given === null ? undefined : await findCaller(database, given.id)
    if (given === null || caller === undefined || !opens(given, caller, now)) {
      // Only wrong tokens are counted and refused by address: others behind the same address keep working.
      const tooMany = await limits.checkWrongToken(addressOf(c), now)
      return refuse(c, tooMany ?? { code: 'unauthenticated' })
    }
    // Long polls are counted where they are answered.
    const tooMany = isLongPoll(c) ? null : await limits.checkToken(caller.token_id, now)
    if (tooMany !== null) return refuse(c, tooMany)
    c.set('caller', caller)
    noteSeen(caller, now)
    return next()
  }
}

function readToken(header: string | undefined): AccessToken | null {
  const [, text] = /^Bearer +([^ ]+) *$/i.exec(header ?? '') ?? []
  return text === undefined ? null : parseAccessToken(text)
}

function opens({ secret }: AccessToken, caller: Caller, now: number): boolean {
  const hasEnded = caller.revoked_at !== null || (caller.expires_at !== null && caller.expires_at <= now)
  return isSecretOf(secret, caller.secret_hash) && !hasEnded
}

const EVENTS_PATH = '/v1/events'

function isLongPoll(c: Context<RelayEnv>): boolean {
  return c.req.path === EVENTS_PATH && (c.req.method === 'GET' || c.req.method === 'HEAD')
}
