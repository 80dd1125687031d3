/**
 * The relay's settings, read from the environment once at start. A value that can't be used ends the start with one
 * line that names its setting; the value itself is never repeated, since it may be a secret in the wrong place.
 */
import { type BlobPlace, readBlobUrl } from '../blobs/read-blob-url.ts'
import { readSignIn, type SignInSettings } from '../identity/read-sign-in.ts'
import type { OutboundProxy } from '../rivya/proxy.ts'
import {
  type Environment,
  isBareUrl,
  parseSafeUrl,
  parseUrl,
  read,
  readInteger,
  readSecret,
  SettingError,
} from './read-setting.ts'

export { type Environment, SettingError }

/** Where the relay keeps everything: a directory for SQLite, or the address of a Postgres database. */
export type StorePlace =
  | { kind: 'sqlite'; directory: string }
  /** `connections`: at most so many at once, besides one that listens. */
  | { kind: 'postgres'; url: string; connections?: number }

/** What the commands need. */
export type StoreSettings = {
  store: StorePlace
  /** Where images go instead of beside the database; null: nowhere else. */
  blobs: BlobPlace | null
  /** Daily limit of a new token that names none; null: no limit. */
  dailyCredits: number | null
  /** The relay's own address as the world sees it, without a slash at the end; null: nobody has said. */
  publicUrl: string | null
}

export type Settings = StoreSettings & {
  rivya: { apiKey: string; baseUrl: string; isLoopback: boolean }
  /** For calls to Rivya and downloads; null: straight out. */
  proxy: OutboundProxy | null
  /** Addresses to listen on. */
  hosts: string[]
  port: number
  maxInFlight: number
  requestsPerMinute: number
  /** Limit of the whole relay in a month; null: none. */
  monthlyCredits: number | null
  resultDays: number
  /** How long a relay that stopped answering keeps its claim on a generation. */
  leaseMs: number
  logLevel: LogLevel
  metricsPort: number | null
  /** Whether Rivya shall tell when a task ends, where it can. */
  webhooks: 'auto' | 'off'
  /** Null: no sign-in, only tokens that are handed out. */
  signIn: SignInSettings | null
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** @throws {SettingError} for the first value that can't be used */
export function readStoreSettings(env: Environment): StoreSettings {
  return {
    store: readStorePlace(env),
    blobs: readBlobUrl(env, readProxy(env)),
    dailyCredits: readInteger(env, 'DAILY_CREDITS', null, 0, 1_000_000_000),
    publicUrl: readPublicUrl(env),
  }
}

/** @throws {SettingError} for the first value that can't be used */
export function readSettings(env: Environment): Settings {
  const store = readStoreSettings(env)
  return {
    ...store,
    rivya: readRivya(env),
    proxy: readProxy(env),
    hosts: readHosts(env),
    port: readInteger(env, 'PORT', 8787, 0, 65_535),
    maxInFlight: readInteger(env, 'MAX_IN_FLIGHT', 6, 1, 1000),
    requestsPerMinute: readInteger(env, 'REQUESTS_PER_MINUTE', 600, 1, 1_000_000),
    monthlyCredits: readInteger(env, 'MONTHLY_CREDITS', null, 0, 1_000_000_000),
    resultDays: readInteger(env, 'RESULT_DAYS', 30, 1, 3650),
    leaseMs: readInteger(env, 'LEASE_SECONDS', 10, 1, 300) * 1000,
    logLevel: readLogLevel(env),
    metricsPort: readInteger(env, 'METRICS_PORT', null, 0, 65_535),
    webhooks: readWebhooks(env),
    signIn: readSignIn(env, store.publicUrl),
  }
}

function readStorePlace(env: Environment): StorePlace {
  const url = readSecret(env, 'DATABASE_URL')
  const connections = readInteger(env, 'DATABASE_CONNECTIONS', null, 2, 1000)
  if (url === undefined) return { kind: 'sqlite', directory: read(env, 'DATA_DIR') ?? './data' }
  return { kind: 'postgres', url: checkPostgresUrl(url), ...(connections === null ? {} : { connections }) }
}

function readRivya(env: Environment): Settings['rivya'] {
  const apiKey = readSecret(env, 'RIVYA_API_KEY')
  if (apiKey === undefined) throw new SettingError('RIVYA_API_KEY must be set (or RIVYA_API_KEY_FILE).')
  // Anything else can't stand in an HTTP header and was pasted wrongly.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new SettingError('RIVYA_API_KEY must be one word of printable ASCII.')
  }
  const base = parseSafeUrl(read(env, 'RIVYA_BASE_URL') ?? 'https://rivya.ai')
  if (base === null || !isBareUrl(base.url)) {
    throw new SettingError(
      'RIVYA_BASE_URL must be a bare https address (http only for this computer), like https://rivya.ai.',
    )
  }
  return { apiKey, baseUrl: base.url.origin, isLoopback: base.isLoopback }
}

/** Where the world finds this relay, as browsers and other services are told. */
function readPublicUrl(env: Environment): string | null {
  const text = read(env, 'PUBLIC_URL')
  if (text === undefined) return null
  const base = parseSafeUrl(text)
  if (base === null || !isBareUrl(base.url)) {
    throw new SettingError(
      'PUBLIC_URL must be a bare https address (http only for this computer), like https://relay.example.com.',
    )
  }
  return base.url.origin
}

function readWebhooks(env: Environment): Settings['webhooks'] {
  const text = read(env, 'WEBHOOKS') ?? 'auto'
  if (text !== 'auto' && text !== 'off') throw new SettingError('WEBHOOKS must be auto or off.')
  return text
}

/** `https_proxy` and `no_proxy` as well: of these two, most programs read both spellings. */
function readProxy(env: Environment): OutboundProxy | null {
  const text = read(env, 'https_proxy') ?? readSecret(env, 'HTTPS_PROXY')
  if (text === undefined) return null
  const url = parseUrl(text.includes('://') ? text : `http://${text}`)
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new SettingError('HTTPS_PROXY must be an address like http://user:password@proxy:3128.')
  }
  const exempt = (read(env, 'no_proxy') ?? read(env, 'NO_PROXY') ?? '').toLowerCase().split(/[\s,]+/)
  return { url: url.href, exempt: exempt.filter((entry) => entry !== '') }
}

function checkPostgresUrl(text: string): string {
  const url = parseUrl(text)
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new SettingError(
      'DATABASE_URL must be an address like postgres://user:password@host:5432/database.',
    )
  }
  return text
}

function readHosts(env: Environment): string[] {
  const host = read(env, 'HOST')
  if (host === undefined) return ['127.0.0.1', '::1']
  if (!/^[0-9A-Za-z.:_-]+$/.test(host)) throw new SettingError('HOST must be one address or name.')
  return [host]
}

function readLogLevel(env: Environment): LogLevel {
  const text = read(env, 'LOG_LEVEL') ?? 'info'
  const level = LOG_LEVELS.find((known) => known === text)
  if (level === undefined) throw new SettingError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`)
  return level
}
