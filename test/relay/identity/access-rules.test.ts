import { expect, it } from 'vitest'
import { meets, parseRules } from '../../../relay/identity/access-rules.ts'

const rules = (text: string) => parseRules(text) ?? []
const person = (email: string | null, ...groups: string[]) => ({ email, groups })

it('are domains, addresses and groups, with commas between', () => {
  expect(parseRules('Example.com, @shop.example,Ada@other.example , group:Image Makers,')).toEqual([
    { kind: 'domain', domain: 'example.com' },
    { kind: 'domain', domain: 'shop.example' },
    { kind: 'email', email: 'ada@other.example' },
    { kind: 'group', group: 'Image Makers' },
  ])
})

it.each([
  'example',
  '*',
  '*.example.com',
  'ada@',
  'group:',
  'a b@example.com',
  'https://example.com',
  '.com',
])('%s is none of them', (text) => expect(parseRules(`example.com,${text}`)).toBeNull())

it('let in whose address or domain is named, however it is written', () => {
  expect(meets(rules('example.com'), person('Ada@EXAMPLE.com'))).toBe(true)
  expect(meets(rules('ada@example.com'), person('ADA@example.com'))).toBe(true)
})

it.each([
  'ada@sub.example.com',
  'ada@notexample.com',
  'ada@example.com.evil.example',
  'example.com@evil.example',
  'ada@example.com@evil.example',
  'evil.example',
])('a domain does not let in %s', (email) => expect(meets(rules('example.com'), person(email))).toBe(false))

it.each([
  ['the sign of Kelvin for a K', '\u212aen@kodak.example', 'ken@\u212aodak.example'],
  ['a Cyrillic letter', 'k\u0435n@kodak.example', 'ken@k\u043edak.example'],
  ['wide letters', '\uff4ben@kodak.example', 'ken@\uff4bodak.example'],
  ['a dotless i', 'k\u0131n@kodak.example', 'ken@\u0131.kodak.example'],
])('an address that only looks like a named one is another: %s', (_what, name, domain) => {
  const named = rules('kodak.example,ken@kodak.example,kin@kodak.example')
  expect(meets(named.slice(1), person(name))).toBe(false)
  expect(meets(named, person(domain))).toBe(false)
})

it('an address of the same domain is another address', () => {
  expect(meets(rules('ada@example.com'), person('ben@example.com'))).toBe(false)
})

it('a group lets in its members, with or without an address, and is taken as it is written', () => {
  expect(meets(rules('group:Designers'), person(null, 'Staff', 'Designers'))).toBe(true)
  expect(meets(rules('group:Designers'), person('ada@example.com', 'designers'))).toBe(false)
})

it('nobody is let in by no rule, by no address, or by a group named like a domain', () => {
  expect(meets([], person('ada@example.com', 'Designers'))).toBe(false)
  expect(meets(rules('example.com'), person(null))).toBe(false)
  expect(meets(rules('example.com'), person(null, 'example.com'))).toBe(false)
})
