import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readSettings, readStoreSettings, SettingError } from '../../../relay/settings/settings.ts'

const directory = mkdtempSync(join(tmpdir(), 'relay-settings-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function secretFile(content: string): string {
  const path = join(directory, `secret-${content.length}`)
  writeFileSync(path, content)
  return path
}

const needed = { RIVYA_API_KEY: 'rvya_sk_1' }

describe('the settings', () => {
  it('have defaults for all but the key', () => {
    expect(readSettings(needed)).toEqual({
      store: { kind: 'sqlite', directory: './data' },
      blobs: null,
      dailyCredits: null,
      rivya: { apiKey: 'rvya_sk_1', baseUrl: 'https://rivya.ai', isLoopback: false },
      proxy: null,
      hosts: ['127.0.0.1', '::1'],
      port: 8787,
      maxInFlight: 6,
      requestsPerMinute: 600,
      monthlyCredits: null,
      resultDays: 30,
      leaseMs: 10_000,
      logLevel: 'info',
      metricsPort: null,
      publicUrl: null,
      signIn: null,
      webhooks: 'auto',
    })
  })

  it('know the address of the relay in the world, without a slash at its end', () => {
    const publicUrlOf = (PUBLIC_URL: string) => readSettings({ ...needed, PUBLIC_URL }).publicUrl
    expect(publicUrlOf('https://Relay.example.com/')).toBe('https://relay.example.com')
    expect(publicUrlOf('http://127.0.0.1:8787')).toBe('http://127.0.0.1:8787')
    for (const wrong of [
      'http://relay.example.com',
      'https://a@relay.example.com',
      'https://relay.example.com/x',
    ]) {
      expect(() => publicUrlOf(wrong)).toThrow('PUBLIC_URL must be a bare https address')
    }
  })

  it('leave webhooks out when they are off', () => {
    expect(readSettings({ ...needed, WEBHOOKS: 'off' }).webhooks).toBe('off')
    expect(() => readSettings({ ...needed, WEBHOOKS: 'yes' })).toThrow('WEBHOOKS must be auto or off.')
  })

  it('stand all in the README', () => {
    const given = {
      ...needed,
      DATABASE_URL: 'postgres://db/relay',
      PUBLIC_URL: 'https://relay.example.com',
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'relay',
      OIDC_ALLOWED: 'example.com',
      BLOB_URL: 's3://bucket',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret',
      HTTPS_PROXY: 'http://proxy:3128',
    }
    const asked = new Set<string>()
    const remember = (env: Record<string, string>) =>
      new Proxy(env, {
        get: (target, name) => {
          asked.add(String(name))
          return target[String(name)]
        },
      })
    readSettings(remember(given))
    readSettings(remember(needed))
    const readme = readFileSync('README.md', 'utf8')
    // Of a proxy's settings both spellings are known, and of a secret a file: the text says so.
    const names = [...asked].filter((name) => name === name.toUpperCase() && !name.endsWith('_FILE'))
    expect(names.length).toBeGreaterThan(25)
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })

  it('take an empty value for an absent one', () => {
    const empty = { PORT: '', HOST: '', DATABASE_URL: '', DAILY_CREDITS: '', LOG_LEVEL: '' }
    expect(readSettings({ ...needed, ...empty })).toEqual(readSettings(needed))
  })

  it('read each secret from a file too, without the line end that editors add', () => {
    const settings = readSettings({
      RIVYA_API_KEY_FILE: secretFile('rvya_sk_file\n'),
      DATABASE_URL_FILE: secretFile('postgres://relay:secret@db:5432/relay\n'),
    })
    expect(settings.rivya.apiKey).toBe('rvya_sk_file')
    expect(settings.store).toEqual({ kind: 'postgres', url: 'postgres://relay:secret@db:5432/relay' })
  })

  it.each([
    [{ HTTPS_PROXY: 'proxy:3128' }, { url: 'http://proxy:3128/', exempt: [] }],
    [
      { https_proxy: 'https://a:b@proxy', NO_PROXY: 'Rivya.ai, .local' },
      { url: 'https://a:b@proxy/', exempt: ['rivya.ai', '.local'] },
    ],
  ])('take the way out from %j', (env, proxy) => {
    expect(readSettings({ ...needed, ...env }).proxy).toEqual(proxy)
  })

  it('take a number of connections to Postgres', () => {
    const DATABASE_URL = 'postgres://db/relay'
    const { store } = readSettings({ ...needed, DATABASE_URL, DATABASE_CONNECTIONS: '25' })
    expect(store).toEqual({ kind: 'postgres', url: DATABASE_URL, connections: 25 })
  })

  it.each([
    ['http://localhost:8790', true],
    ['http://127.0.0.1:8790/', true],
    ['http://[::1]:8790', true],
    ['https://rivya.example', false],
  ])('take %s for Rivya', (RIVYA_BASE_URL, isLoopback) => {
    const { rivya } = readSettings({ ...needed, RIVYA_BASE_URL })
    expect(rivya).toMatchObject({ baseUrl: RIVYA_BASE_URL.replace(/\/$/, ''), isLoopback })
  })

  it.each([
    ['RIVYA_API_KEY', {}],
    ['RIVYA_API_KEY', { RIVYA_API_KEY: 'two words-hidden' }],
    ['RIVYA_API_KEY', { RIVYA_API_KEY: 'hidden', RIVYA_API_KEY_FILE: secretFile('x') }],
    ['RIVYA_API_KEY_FILE', { RIVYA_API_KEY_FILE: '/nowhere/hidden' }],
    ['RIVYA_API_KEY_FILE', { RIVYA_API_KEY_FILE: secretFile('   ') }],
    ['RIVYA_BASE_URL', { ...needed, RIVYA_BASE_URL: 'http://rivya.hidden' }],
    ['RIVYA_BASE_URL', { ...needed, RIVYA_BASE_URL: 'http://127.0.0.1.hidden.example' }],
    ['RIVYA_BASE_URL', { ...needed, RIVYA_BASE_URL: 'https://user:hidden@rivya.ai' }],
    ['RIVYA_BASE_URL', { ...needed, RIVYA_BASE_URL: 'https://rivya.ai/hidden' }],
    ['RIVYA_BASE_URL', { ...needed, RIVYA_BASE_URL: 'file:///hidden' }],
    ['RIVYA_BASE_URL', { ...needed, RIVYA_BASE_URL: 'hidden' }],
    ['DATABASE_URL', { ...needed, DATABASE_URL: 'mysql://hidden' }],
    [
      'DATABASE_CONNECTIONS',
      { ...needed, DATABASE_URL: 'postgres://hidden/relay', DATABASE_CONNECTIONS: '1' },
    ],
    ['DATABASE_CONNECTIONS', { ...needed, DATABASE_CONNECTIONS: 'hidden' }],
    ['HTTPS_PROXY', { ...needed, HTTPS_PROXY: 'socks5://hidden:1080' }],
    ['HTTPS_PROXY', { ...needed, HTTPS_PROXY: 'two hidden words' }],
    ['PORT', { ...needed, PORT: '65536' }],
    ['PORT', { ...needed, PORT: '0x50' }],
    ['PORT', { ...needed, PORT: '80.5' }],
    ['HOST', { ...needed, HOST: 'http://hidden' }],
    ['MAX_IN_FLIGHT', { ...needed, MAX_IN_FLIGHT: '0' }],
    ['DAILY_CREDITS', { ...needed, DAILY_CREDITS: '-1' }],
    ['REQUESTS_PER_MINUTE', { ...needed, REQUESTS_PER_MINUTE: 'hidden' }],
    ['RESULT_DAYS', { ...needed, RESULT_DAYS: '1e3' }],
    ['LEASE_SECONDS', { ...needed, LEASE_SECONDS: '0' }],
    ['LOG_LEVEL', { ...needed, LOG_LEVEL: 'hidden' }],
    ['METRICS_PORT', { ...needed, METRICS_PORT: 'hidden' }],
  ])('end the start with one line that names %s and repeats no value, %#', (name, env) => {
    const read = () => readSettings(env)
    expect(read).toThrow(SettingError)
    expect(read).toThrow(name)
    expect(read).not.toThrow(/hidden|\n/)
  })

  it('for the token commands need no key', () => {
    expect(readStoreSettings({ DATA_DIR: '/data', DAILY_CREDITS: '0' })).toEqual({
      store: { kind: 'sqlite', directory: '/data' },
      blobs: null,
      dailyCredits: 0,
      publicUrl: null,
    })
  })
})
