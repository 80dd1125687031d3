/** `BLOB_URL` and the key that goes with it: a place for images outside of the database. */

import { isIP } from 'node:net'
import { kindOfAddress } from '../rivya/address.ts'
import type { OutboundProxy } from '../rivya/proxy.ts'
import {
  type Environment,
  hasMoreThanPath,
  parseSafeUrl,
  parseUrl,
  read,
  readSecret,
  SettingError,
} from '../settings/read-setting.ts'

export type BlobPlace = {
  /** Without a slash at its end; the bucket comes behind it. */
  endpoint: string
  bucket: string
  /** Empty, or with a slash at its end. */
  prefix: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  proxy: OutboundProxy | null
}

const FORM =
  'BLOB_URL must be an address like s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-1.'
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** Some stores have a name with capitals, such as OpenStack's `RegionOne`. */
export const REGION = /^[\w-]{1,50}$/
const PREFIX = /^[\w.-]+(\/[\w.-]+)*$/

/**
 * @param proxy of all that leaves this computer
 * @returns null where it is not set
 * @throws {SettingError}
 */
export function readBlobUrl(env: Environment, proxy: OutboundProxy | null): BlobPlace | null {
  const text = read(env, 'BLOB_URL')
  if (text === undefined) return null
  const url = parseUrl(text)
  if (url === null || url.protocol !== 's3:' || url.username + url.password + url.port + url.hash !== '') {
    throw new SettingError(FORM)
  }
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '')
  const known = [...url.searchParams.keys()].every((name) => name === 'endpoint' || name === 'region')
  if (!known || !BUCKET.test(url.hostname) || !(prefix === '' || PREFIX.test(prefix))) {
    throw new SettingError(FORM)
  }
  const region = url.searchParams.get('region') ?? 'us-east-1'
  if (!REGION.test(region)) throw new SettingError(FORM)
  const endpoint = parseEndpoint(url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`)
  const path = endpoint?.url.pathname.replace(/^\/|\/$/g, '') ?? ''
  if (endpoint === null || hasMoreThanPath(endpoint.url) || !(path === '' || PREFIX.test(path))) {
    throw new SettingError(
      'The endpoint in BLOB_URL must be an https address (http only for this computer and a private network), with a plain path or none.',
    )
  }
  return {
    endpoint: path === '' ? endpoint.url.origin : `${endpoint.url.origin}/${path}`,
    bucket: url.hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region,
    accessKeyId: readKey(env, 'S3_ACCESS_KEY_ID'),
    secretAccessKey: readKey(env, 'S3_SECRET_ACCESS_KEY'),
    proxy: endpoint.isLoopback ? null : proxy,
  }
}

/**
 * The key itself crosses no line, and what is read back is compared with its hash; so a store beside the relay may do
 * without a certificate, as those in the network of a container or a cluster do.
 */
function parseEndpoint(text: string): { url: URL; isLoopback: boolean } | null {
  const safe = parseSafeUrl(text)
  if (safe !== null) return safe
  const url = parseUrl(text)
  return url?.protocol === 'http:' && isPrivate(url.hostname) ? { url, isLoopback: false } : null
}

/** By its address or, of a name, by what no public name ends with. */
function isPrivate(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return kindOfAddress(host) !== 'public'
  return !host.includes('.') || /\.(local|internal)$/.test(host)
}

function readKey(env: Environment, name: string): string {
  const key = readSecret(env, name)
  if (key === undefined) throw new SettingError(`${name} must be set with BLOB_URL (or ${name}_FILE).`)
  if (!/^[\x21-\x7e]+$/.test(key)) throw new SettingError(`${name} must be one word of printable ASCII.`)
  return key
}
