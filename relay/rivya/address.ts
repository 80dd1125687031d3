/** Which network addresses a result may be fetched from: what is public, and nothing of ours or our provider's. */
import { BlockList, isIP } from 'node:net'

/** Not for the public, after the special-purpose registries of RFC 6890 and multicast. */
const SPECIAL_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/**
 * Within 2000::/3, the only part of IPv6 that is in public use. Everything outside it is refused by not being in it
 * (::, ::1, fc00::/7, fe80::/10, fec0::/10, ff00::/8, NAT64 prefixes of a network's own) but for the well-known one.
 */
const SPECIAL_V6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const special = new BlockList()
for (const [net, prefix] of SPECIAL_V4) special.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of SPECIAL_V6) special.addSubnet(net, prefix, 'ipv6')

const publicV6 = new BlockList()
publicV6.addSubnet('2000::', 3, 'ipv6')
// IPv4 in IPv6 dress (::ffff:0:0/96): a BlockList judges it by the rules for the inner address.
publicV6.addSubnet('0.0.0.0', 0, 'ipv4')

/** Where a network without IPv4 finds all of it: the last 32 bits are the address there (RFC 6052). */
const nat64 = new BlockList()
nat64.addSubnet('64:ff9b::', 96, 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

export type AddressKind = 'public' | 'loopback' | 'special'

/** @param address an IP address as text, without brackets; anything else is `special` */
export function kindOfAddress(address: string): AddressKind {
  const version = isIP(address)
  if (version === 0) return 'special'
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (version === 6 && nat64.check(address, family)) {
    // The translator's loopback, or a neighbour of its, is none of ours.
    return kindOfAddress(innerOfNat64(address)) === 'public' ? 'public' : 'special'
  }
  if (loopback.check(address, family)) return 'loopback'
  if (special.check(address, family)) return 'special'
  return version === 4 || publicV6.check(address, family) ? 'public' : 'special'
}

/** @param address in any of the ways in which IPv6 is written; a URL knows them all */
function innerOfNat64(address: string): string {
  const url = URL.parse(`http://[${address}]`)
  const groups = url?.hostname.slice(1, -1).split(':') ?? []
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
