import { describe, expect, it } from 'vitest'
import { readIdentity } from '../../../relay/identity/read-claims.ts'

const KNOWN = { iss: 'https://login.example', sub: 'ada' }
const EMAIL = { email: 'ada@example.com', email_verified: true }
const read = (idToken: object, userInfo: object | null = null, groupsClaim = 'groups') =>
  readIdentity({ ...KNOWN, ...idToken }, userInfo as Record<string, unknown> | null, groupsClaim)

describe('an e-mail address counts', () => {
  it.each<[string, object, object | null]>([
    ['in the ID token', EMAIL, null],
    ['in the answer about the user', {}, EMAIL],
    ['with its proof in the other', { email: EMAIL.email }, EMAIL],
    ['verified in words', { ...EMAIL, email_verified: 'true' }, null],
  ])('%s', (_where, idToken, userInfo) => expect(read(idToken, userInfo).email).toBe('ada@example.com'))

  it.each<[string, object, object | null]>([
    ['that nobody calls verified', { email: EMAIL.email }, null],
    ['that is called unverified', { ...EMAIL, email_verified: false }, null],
    ['that one calls verified and the other does not', EMAIL, { ...EMAIL, email_verified: false }],
    ['when another one is verified', { email: 'ben@example.com' }, EMAIL],
    ['with a word of another kind', { ...EMAIL, email_verified: 1 }, null],
    ['that is a list', { email: [EMAIL.email], email_verified: true }, null],
    ['too long for one', { email: `${'a'.repeat(250)}@example.com`, email_verified: true }, null],
  ])('but not one %s', (_what, idToken, userInfo) => expect(read(idToken, userInfo).email).toBeNull())
})

it('the name is the first there is, on one line and not too long', () => {
  expect(read({ name: ' Ada\n\tLovelace ' }).name).toBe('Ada Lovelace')
  expect(read({ name: '', given_name: 'Ada', family_name: 'King' }).name).toBe('Ada King')
  expect(read({ preferred_username: 'ada' }, { name: 'Ada' }).name).toBe('Ada')
  expect(read(EMAIL).name).toBe('ada@example.com')
  expect(read({}).name).toBe('unnamed')
  expect(read({ name: 'x'.repeat(500) }).name).toHaveLength(200)
  expect(read({ name: 'Ada\0King' }).name).toBe('Ada King')
})

it('groups are texts, one or many, under the claim’s own name', () => {
  expect(read({ groups: ['a', 7, null, 'b'] }).groups).toEqual(['a', 'b'])
  expect(read({ groups: 'a' }).groups).toEqual(['a'])
  expect(read({}, { 'https://example.com/roles': ['a'] }, 'https://example.com/roles').groups).toEqual(['a'])
  expect(read({ groups: { a: true } }).groups).toEqual([])
})
