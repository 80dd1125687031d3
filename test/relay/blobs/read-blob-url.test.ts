import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readBlobUrl } from '../../../relay/blobs/read-blob-url.ts'
import { SettingError } from '../../../relay/settings/read-setting.ts'

const KEYS = { S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' }
const PROXY = { url: 'http://proxy:3128/', exempt: [] }
const read = (BLOB_URL: string, keys: Record<string, string> = KEYS) =>
  readBlobUrl({ BLOB_URL, ...keys }, PROXY)

describe('BLOB_URL', () => {
  it('may be left out', () => {
    expect(readBlobUrl(KEYS, PROXY)).toBeNull()
    expect(read('')).toBeNull()
  })

  it('names bucket, prefix, endpoint and region', () => {
    expect(read('s3://my-images/shop/relay/?endpoint=https://s3.example.com:9000&region=eu-1')).toEqual({
      endpoint: 'https://s3.example.com:9000',
      bucket: 'my-images',
      prefix: 'shop/relay/',
      region: 'eu-1',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      proxy: PROXY,
    })
  })

  it('goes to the maker of the protocol unless it says otherwise', () => {
    expect(read('s3://images')).toMatchObject({ endpoint: 'https://s3.us-east-1.amazonaws.com', prefix: '' })
    expect(read('s3://images?region=eu-central-1')).toMatchObject({
      endpoint: 'https://s3.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
    })
  })

  it('may have an endpoint with a path, and a region with capitals', () => {
    const endpoint = 'https://x.example.com/storage/v1/s3'
    expect(read(`s3://images?endpoint=${endpoint}/&region=RegionOne`)).toMatchObject({
      endpoint,
      region: 'RegionOne',
    })
  })

  it('may be http on this computer, which is behind no proxy', () => {
    expect(read('s3://images?endpoint=http://127.0.0.1:9000')).toMatchObject({
      endpoint: 'http://127.0.0.1:9000',
      proxy: null,
    })
  })

  it.each([
    'http://minio:9000',
    'http://minio.default.svc.cluster.local:9000',
    'http://store.internal',
    'http://10.0.0.7:9000',
    'http://192.168.1.20',
    'http://[fd00::7]:9000',
  ])('may be http within a private network, such as %s', (endpoint) => {
    expect(read(`s3://images?endpoint=${endpoint}`)).toMatchObject({ endpoint, proxy: PROXY })
  })

  it.each([
    'https://images.example.com',
    's3://',
    's3://Images',
    's3://a',
    's3://user:secret@images',
    's3://images:9000',
    's3://images/a b',
    's3://images/a//b',
    's3://images?enpoint=https://s3.example.com',
    's3://images?region=eu%201',
    's3://images#x',
    'images',
  ])('is refused when it is %s, and not repeated', (text) => {
    expect(() => read(text)).toThrow(SettingError)
    expect(() => read(text)).toThrow(/^BLOB_URL must be an address like s3:/)
  })

  it.each([
    'http://s3.example.com',
    'http://local.example.com',
    'http://8.8.8.8:9000',
    'http://[2606:4700::1]',
    'ftp://minio',
    'https://s3.example.com/a b',
    'https://s3.example.com/a%252f',
    'https://s3.example.com//a',
    'https://s3.example.com/%3Fa=b',
    'https://key@s3.example.com',
    's3.example.com',
  ])('is refused with the endpoint %s', (endpoint) => {
    expect(() => read(`s3://images?endpoint=${endpoint}`)).toThrow(
      /^The endpoint in BLOB_URL must be an https/,
    )
  })

  it.each(['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])('needs %s', (name) => {
    expect(() => read('s3://images', { ...KEYS, [name]: '' })).toThrow(`${name} must be set with BLOB_URL`)
    expect(() => read('s3://images', { ...KEYS, [name]: 'two words' })).toThrow(`${name} must be one word`)
  })

  it('takes its keys from files, too', () => {
    const directory = mkdtempSync(join(tmpdir(), 's3-key-'))
    const path = join(directory, 'secret')
    writeFileSync(path, 'from-a-file\n')
    const keys = { S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY_FILE: path }
    expect(read('s3://images', keys)).toMatchObject({ secretAccessKey: 'from-a-file' })
    rmSync(directory, { recursive: true })
  })
})
