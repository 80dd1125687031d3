/** The one door to everything under `/v1`. */
import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../clock.ts'
import type { Database } from '../store/database.ts'
import type { TokenRow } from '../store/schema.ts'
import { findToken } from '../store/tokens.ts'
import { isSecretOf, parseAccessToken } from '../token.ts'
import { refuse } from './answers.ts'
import { incomingOf, type RelayEnv } from './env.ts'
import type { RequestLimits } from './request-limits.ts'

/** A token that was found is believed this long, so a revoked one ends within a second. */
const BELIEVED_MS = 1000
const MAX_BELIEVED = 10_000

/** Lets in who has a valid token. */
export function authenticate(
  database: Database,
  limits: RequestLimits,
  clock: Clock,
): MiddlewareHandler<RelayEnv> {
  const find = believeForAWhile((id) => findToken(database, id))
  return async (c, next) => {
    const now = clock.now()
    const token = await findCaller(find, c.req.header('authorization'), now)
    if (token === null) {
      // Only wrong tokens are counted and refused by address: others behind the same address keep working.
      const tooMany = await limits.checkWrongToken(addressOf(c), now)
      return refuse(c, tooMany ?? { code: 'unauthenticated' })
    }
    // Long polls are counted where they are answered.
    const tooMany = isLongPoll(c) ? null : await limits.checkToken(token.id, now)
    if (tooMany !== null) return refuse(c, tooMany)
    c.set('token', token)
    return next()
  }
}

type Find = (id: string, now: number) => Promise<TokenRow | undefined>

/** Only what was found is kept: a new token works at once, and guesses take no memory. */
function believeForAWhile(find: (id: string) => Promise<TokenRow | undefined>): Find {
  const believed = new Map<string, { token: TokenRow; until: number }>()
  return async (id, now) => {
    const known = believed.get(id)
    if (known !== undefined && now < known.until) return known.token
    const token = await find(id)
    if (believed.size >= MAX_BELIEVED) believed.clear()
    if (token === undefined) believed.delete(id)
    else believed.set(id, { token, until: now + BELIEVED_MS })
    return token
  }
}

async function findCaller(find: Find, header: string | undefined, now: number): Promise<TokenRow | null> {
  const [, text] = /^Bearer +([^ ]+) *$/i.exec(header ?? '') ?? []
  const given = text === undefined ? null : parseAccessToken(text)
  if (given === null) return null
  const token = await find(given.id, now)
  if (token === undefined || !isSecretOf(given.secret, token.secret_hash)) return null
  const hasEnded = token.revoked_at !== null || (token.expires_at !== null && token.expires_at <= now)
  return hasEnded ? null : token
}

export const EVENTS_PATH = '/v1/events'

function isLongPoll(c: Context<RelayEnv>): boolean {
  return c.req.path === EVENTS_PATH
}

function addressOf(c: Context<RelayEnv>): string {
  return incomingOf(c)?.socket.remoteAddress ?? 'unknown'
}
