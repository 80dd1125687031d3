import { expect, it } from 'vitest'
import { readSettings, SettingError } from '../../../relay/settings/settings.ts'

const needed = { RIVYA_API_KEY: 'rvya_sk_1' }
const oidc = {
  ...needed,
  PUBLIC_URL: 'https://relay.example.com',
  OIDC_ISSUER: 'https://login.example.com/realms/shop',
  OIDC_CLIENT_ID: 'framefill',
  OIDC_ALLOWED: 'example.com',
}
const DAY_MS = 86_400_000

it('without an issuer there is no sign-in, whatever else is set', () => {
  expect(readSettings({ ...oidc, OIDC_ISSUER: '' }).signIn).toBeNull()
})

it('with one it has what was set, and defaults for the rest', () => {
  expect(readSettings(oidc).signIn).toEqual({
    issuer: 'https://login.example.com/realms/shop',
    isLoopback: false,
    clientId: 'framefill',
    clientSecret: null,
    allowed: [{ kind: 'domain', domain: 'example.com' }],
    admins: null,
    groupsClaim: 'groups',
    scopes: null,
    sessionMs: 30 * DAY_MS,
  })
  const more = {
    OIDC_CLIENT_SECRET: 'secret',
    OIDC_ADMINS: 'group:Admins',
    OIDC_GROUPS_CLAIM: 'roles',
    OIDC_SCOPES: 'openid roles',
    SESSION_DAYS: '7',
  }
  expect(readSettings({ ...oidc, ...more }).signIn).toMatchObject({
    clientSecret: 'secret',
    admins: [{ kind: 'group', group: 'Admins' }],
    groupsClaim: 'roles',
    scopes: 'openid roles',
    sessionMs: 7 * DAY_MS,
  })
})

it('the public address is kept without a slash, and http is for this computer', () => {
  expect(readSettings({ ...needed, PUBLIC_URL: 'https://relay.example.com/' }).publicUrl).toBe(
    'https://relay.example.com',
  )
  expect(readSettings({ ...needed, PUBLIC_URL: 'http://localhost:8787' }).publicUrl).toBe(
    'http://localhost:8787',
  )
})

it.each([
  ['PUBLIC_URL', { PUBLIC_URL: 'http://relay.example.com' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://relay.example.com/path' }],
  ['PUBLIC_URL', { PUBLIC_URL: '' }],
  ['OIDC_ISSUER', { OIDC_ISSUER: 'http://login.example.com' }],
  ['OIDC_ISSUER', { OIDC_ISSUER: 'login.example.com' }],
  ['OIDC_ISSUER', { OIDC_ISSUER: 'https://login.example.com/?tenant=1' }],
  ['OIDC_CLIENT_ID', { OIDC_CLIENT_ID: '' }],
  ['OIDC_ALLOWED', { OIDC_ALLOWED: '' }],
  ['OIDC_ALLOWED', { OIDC_ALLOWED: ' , ' }],
  ['OIDC_ALLOWED', { OIDC_ALLOWED: '*' }],
  ['OIDC_ADMINS', { OIDC_ADMINS: 'everybody' }],
  ['SESSION_DAYS', { SESSION_DAYS: '0' }],
  ['OIDC_SCOPES', { OIDC_SCOPES: 'email profile' }],
  ['OIDC_SCOPES', { OIDC_SCOPES: 'openid,email' }],
  ['OIDC_SCOPES', { OIDC_SCOPES: 'openid  "email"' }],
])('%s is named when it is %j, and its value is not', (name, env) => {
  const read = () => readSettings({ ...oidc, ...env })
  expect(read).toThrow(SettingError)
  expect(read).toThrow(name)
  const [value = ''] = Object.values(env)
  if (value.trim().length > 2) expect(read).not.toThrow(value)
})

it.each([
  ['SESSION_DAYS', { SESSION_DAYS: '0' }],
  ['OIDC_ALLOWED', { OIDC_ALLOWED: '*' }],
  ['OIDC_ADMINS', { OIDC_ADMINS: 'everybody' }],
  ['OIDC_SCOPES', { OIDC_SCOPES: 'email profile' }],
  ['OIDC_CLIENT_SECRET_FILE', { OIDC_CLIENT_SECRET_FILE: '/nowhere/secret' }],
])('%s is checked without OIDC_ISSUER, too, as %j', (name, env) => {
  expect(() => readSettings({ ...needed, ...env })).toThrow(name)
})
