/**
 * Connections to addresses that others name: public https on port 443 alone. The address is judged in the connector's own
 * lookup, so the one that was judged is the one connected to.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { type AddressKind, kindOfAddress } from './address.ts'
import { connectThrough, type OutboundProxy } from './proxy.ts'

export type Guard = {
  /** True when the far end may be on this machine: then loopback is allowed, there also over http and on any port. */
  allowLoopback: boolean
  /** Names that this machine can't look up are left to it. */
  proxy?: OutboundProxy | null
  /** All addresses of a name; for tests. */
  resolve?: (hostname: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void
}

export class AddressRefused extends Error {}

const CONNECT_TIMEOUT_MS = 10_000
const NOT_PUBLIC = 'the name of the link leads to an address that is not public'

/** The caller destroys it, and asks `findObstacle` before each request: literal addresses never pass through a lookup. */
export function createGuardedAgent(
  options: Guard & { headersTimeoutMs: number; bodyTimeoutMs: number },
): Agent {
  const { allowLoopback, headersTimeoutMs, bodyTimeoutMs } = options
  const resolve = options.resolve ?? ((name, done) => systemLookup(name, { all: true, verbatim: true }, done))
  const connectTo = (isAllowed: (kind: AddressKind) => boolean) =>
    buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: guardLookup(resolve, isAllowed) })
  const isPublic = (kind: AddressKind) => kind === 'public' || (allowLoopback && kind === 'loopback')
  const connectPublic = connectThrough(options.proxy ?? null, connectTo(isPublic), {
    timeoutMs: CONNECT_TIMEOUT_MS,
    check: (name) => checkName(resolve, isPublic, name),
  })
  const connectLoopback = connectTo((kind) => kind === 'loopback')
  return new Agent({
    connect: (target, callback) => {
      const isPlain = target.protocol === 'https:' && (target.port === '' || target.port === '443')
      return (isPlain ? connectPublic : connectLoopback)(target, callback)
    },
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
    allowH2: false,
  })
}

/** What the link itself shows: literal addresses never pass through a lookup, so they are judged here. */
export function findObstacle(url: URL, allowLoopback: boolean): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the link is not https'
  if (url.username !== '' || url.password !== '') return 'the link holds a user name'
  // The port is empty exactly where it is the scheme's own.
  const mustBeLoopback = url.protocol === 'http:' || url.port !== ''
  if (mustBeLoopback && !allowLoopback) return 'the link is not https on its usual port'
  const address = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) === 0) return null
  const kind = kindOfAddress(address)
  const isAllowed = mustBeLoopback
    ? kind === 'loopback'
    : kind === 'public' || (allowLoopback && kind === 'loopback')
  return isAllowed ? null : 'the link leads to an address that is not public'
}

/** One forbidden address among several is enough to refuse the name. */
function guardLookup(
  resolve: NonNullable<Guard['resolve']>,
  isAllowed: (kind: AddressKind) => boolean,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) {
        callback(error ?? new Error('ENOTFOUND'), '', 0)
      } else if (!addresses.every(({ address }) => isAllowed(kindOfAddress(address)))) {
        callback(new AddressRefused(NOT_PUBLIC), '', 0)
      } else if (options.all) {
        callback(null, addresses)
      } else {
        callback(null, first.address, first.family)
      }
    })
  }
}

/**
 * For a name that a proxy is going to look up. Many networks with a proxy know no names of the outside, so one that is
 * not known here passes; one that is, is judged as without a proxy.
 */
function checkName(
  resolve: NonNullable<Guard['resolve']>,
  isAllowed: (kind: AddressKind) => boolean,
  name: string,
): Promise<void> {
  return new Promise((pass, fail) => {
    resolve(name, (_error, addresses = []) => {
      if (addresses.every(({ address }) => isAllowed(kindOfAddress(address)))) pass()
      else fail(new AddressRefused(NOT_PUBLIC))
    })
  })
}
