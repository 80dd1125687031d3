/** Requests a minute, counted for each token and, when the token is wrong, for each address. */
import { isIPv6 } from 'node:net'
import type { Database } from '../../store/database.ts'
import { countRequest } from '../../store/request-counts.ts'
import type { Refusal } from '../answers.ts'

const WINDOW_MS = 60_000
export const WRONG_TOKENS_PER_MINUTE = 120
/** Of each network: a whole company at nine o'clock, or everybody behind the proxy that stands before the relay. */
export const SIGN_INS_PER_MINUTE = 500
/** Each sign-in takes two. To try all codes at this pace takes 48 years, and a code lives ten minutes. */
export const USER_CODES_PER_MINUTE = 2 * SIGN_INS_PER_MINUTE

/** @returns requests of this kind and name in the window that began at `windowAt`, this one included */
type Count = (kind: Kind, name: string, windowAt: number) => number | Promise<number>
type Kind = 'token' | 'address' | 'sign-in' | 'user-code'

export type RequestLimits = {
  /** @returns null when there is room. Fails when it can't be counted: then the answer is no. */
  checkToken: (tokenId: string, now: number) => Promise<Refusal | null>
  checkWrongToken: (address: string, now: number) => Promise<Refusal | null>
  checkSignIn: (address: string, now: number) => Promise<Refusal | null>
  /** Right ones, too: who guesses must not learn that one was. */
  checkUserCode: (address: string, now: number) => Promise<Refusal | null>
}

export function createRequestLimits(database: Database, requestsPerMinute: number): RequestLimits {
  // One process serves a SQLite file, so its memory is enough; replicas on Postgres count together.
  const count = database.kind === 'sqlite' ? countInMemory() : countInStore(database)

  async function check(kind: Kind, name: string, limit: number, now: number): Promise<Refusal | null> {
    const windowAt = now - (now % WINDOW_MS)
    if ((await count(kind, name, windowAt)) <= limit) return null
    return { code: 'rate_limited', retryAfterMs: windowAt + WINDOW_MS - now }
  }

  return {
    checkToken: (tokenId, now) => check('token', tokenId, requestsPerMinute, now),
    checkWrongToken: (address, now) => check('address', networkOf(address), WRONG_TOKENS_PER_MINUTE, now),
    checkSignIn: (address, now) => check('sign-in', networkOf(address), SIGN_INS_PER_MINUTE, now),
    checkUserCode: (address, now) => check('user-code', networkOf(address), USER_CODES_PER_MINUTE, now),
  }
}

function countInMemory(): Count {
  let current = 0
  const counts: Record<Kind, Map<string, number>> = {
    token: new Map(),
    address: new Map(),
    'sign-in': new Map(),
    'user-code': new Map(),
  }
  return (kind, name, windowAt) => {
    if (windowAt !== current) {
      current = windowAt
      for (const each of Object.values(counts)) each.clear()
    }
    const requests = (counts[kind].get(name) ?? 0) + 1
    counts[kind].set(name, requests)
    return requests
  }
}

function countInStore(database: Database): Count {
  return (kind, name, windowAt) => countRequest(database, `${kind}:${name}`, windowAt)
}

/** What one person can't change at will: an IPv4 address, or the first half of an IPv6 one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  // The URL parser writes IPv6 in its shortest form, with the zeros left out at one place only.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
