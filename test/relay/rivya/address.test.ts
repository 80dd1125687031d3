import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOfAddress } from '../../../relay/rivya/address.ts'

it.each([
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.0',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::2',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:c0a8:1',
  '64:ff9b::',
  '64:ff9b::1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:0:0:0:0:a9fe:a9fe',
  '64:ff9b::8.8.8.8%eth0',
  '64:ff9b:0:0:1::808:808',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fdff:ffff::1',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fec0::1',
  'ff02::1',
  '4000::1',
])('%s is special', (address) => {
  expect(kindOfAddress(address)).toBe('special')
})

it.each(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
  '%s is loopback',
  (address) => {
    expect(kindOfAddress(address)).toBe('loopback')
  },
)

it.each([
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '::ffff:1.1.1.1',
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
  '64:FF9B:0:0::101:101',
  '2606:4700::1111',
  '2a00:1450:4001::200e',
  '2001:200::1',
  '2003::1',
])('%s is public', (address) => {
  expect(kindOfAddress(address)).toBe('public')
})

it.each([
  '',
  'localhost',
  '127.1',
  '0x7f000001',
  '2130706433',
  '[::1]',
  '1.1.1.1:80',
  ' 1.1.1.1',
  '01.1.1.1',
])('%j is no address and so never public', (text) => {
  expect(kindOfAddress(text)).toBe('special')
})

describe('for all addresses', () => {
  it('IPv4 in IPv6 dress is judged by the inner address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(kindOfAddress(`::ffff:${address}`)).toBe(kindOfAddress(address))
      }),
    )
  })

  it('IPv4 behind NAT64 is public where the inner address is, and never loopback', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const inner = kindOfAddress(address)
        expect(kindOfAddress(`64:ff9b::${address}`)).toBe(inner === 'public' ? 'public' : 'special')
      }),
    )
  })

  it('nothing outside 2000::/3 is public in IPv6 but NAT64', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        if (kindOfAddress(address) === 'public')
          expect(address).toMatch(/^([23][0-9a-f]{3}:|.*ffff:|0*64:ff9b:)/i)
      }),
    )
  })
})
