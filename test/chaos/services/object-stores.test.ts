/** A relay's images at stores that others have written and that check what they are sent. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BlobsAway } from '../../../relay/blobs/blob-store.ts'
import { keepS3Blobs, type OutsideBlobs } from '../../../relay/blobs/s3-blobs.ts'
import { drawPng, makePng, PROMPT, sha256 } from '../../relay/support/samples.ts'
import { startWholeRelay } from '../../relay/support/whole-relay.ts'
import { startCeph } from './ceph.ts'
import type { ObjectStore } from './object-store.ts'
import { startSwift } from './swift.ts'

const PNG = makePng(3_000_000, 1)
const HASH = sha256(PNG)

type Wrong = [
  what: string,
  wrong: { region?: string; bucket?: string } & Record<string, string>,
  says: string,
]

const SWIFT: Wrong[] = [
  ['region', { region: 'us-east-1' }, '400 AuthorizationHeaderMalformed (its region is eu-1)'],
  ['bucket', { bucket: 'nowhere' }, '404 NoSuchBucket'],
  ['secret', { secretAccessKey: 'wrong' }, '403 SignatureDoesNotMatch'],
  ['key', { accessKeyId: 'no:one' }, '403 SignatureDoesNotMatch'],
]
/** It takes any region. */
const CEPH: Wrong[] = [
  ['bucket', { bucket: 'nowhere' }, '404 NoSuchBucket'],
  ['secret', { secretAccessKey: 'wrong' }, '403 SignatureDoesNotMatch'],
  ['key', { accessKeyId: 'nobody' }, '403 InvalidAccessKeyId'],
]

describe.each([
  { name: 'Swift', start: startSwift, mismatch: '400 BadDigest', wrongs: SWIFT, knowsConditions: false },
  {
    name: 'Ceph',
    start: startCeph,
    mismatch: '400 XAmzContentSHA256Mismatch',
    wrongs: CEPH,
    knowsConditions: true,
  },
])('at $name', ({ start, mismatch, wrongs, knowsConditions }) => {
  let store: ObjectStore
  let blobs: OutsideBlobs
  beforeAll(async () => {
    store = await start()
    blobs = keepS3Blobs(store.place)
  }, 240_000)
  afterAll(async () => {
    await blobs.close()
    await store.stop()
  })

  async function listNames(): Promise<string[]> {
    const names = []
    for await (const page of blobs.list()) names.push(...page.map(({ name }) => name))
    return names
  }

  it('bytes are put, found, read whole and in pieces, and deleted', async () => {
    expect(await blobs.has(HASH)).toBe(false)
    expect(await blobs.read(HASH)).toBeUndefined()
    await blobs.put(HASH, PNG)
    await blobs.put(HASH, PNG)
    expect(await blobs.has(HASH)).toBe(true)
    expect(await blobs.read(HASH)).toEqual(Buffer.from(PNG))
    expect(await blobs.read(HASH, 2_900_000, 2_000_000)).toEqual(Buffer.from(PNG.subarray(2_900_000)))
    expect(await blobs.read(HASH, 3_000_000, 2_000_000)).toEqual(Buffer.alloc(0))
    await blobs.delete(HASH)
    await blobs.delete(HASH)
    expect(await blobs.has(HASH)).toBe(false)
  })

  it('bytes of another hash are not taken', async () => {
    await expect(blobs.put('f'.repeat(64), PNG)).rejects.toThrow(mismatch)
    expect(await blobs.has('f'.repeat(64))).toBe(false)
  })

  it('more than a page of objects is listed', async () => {
    const hashes = Array.from({ length: 1100 }, (_, number) => {
      const data = Buffer.from(String(number))
      return { data, hash: createHash('sha256').update(data).digest('hex') }
    })
    for (let at = 0; at < hashes.length; at += 10) {
      await Promise.all(hashes.slice(at, at + 10).map(({ hash, data }) => blobs.put(hash, data)))
    }
    expect((await listNames()).sort()).toEqual(hashes.map(({ hash }) => hash).sort())
    for (let at = 0; at < hashes.length; at += 10) {
      await Promise.all(hashes.slice(at, at + 10).map(({ hash }) => blobs.delete(hash)))
    }
  }, 300_000)

  it.each(wrongs)('a wrong %s is said to be wrong, and nothing to be gone', async (_what, wrong, says) => {
    const other = keepS3Blobs({ ...store.place, ...wrong })
    await expect(other.read(HASH)).rejects.toThrow(says)
    await expect(other.put(HASH, PNG)).rejects.toThrow(says)
    await expect(other.delete(HASH)).rejects.toThrow(BlobsAway)
    await other.close()
  })

  it('a relay keeps references and results, and deletes what was let go of', async () => {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = store.place
    const relay = await startWholeRelay({
      env: {
        BLOB_URL: `s3://${bucket}/shop?endpoint=${endpoint}&region=${region}`,
        S3_ACCESS_KEY_ID: accessKeyId,
        S3_SECRET_ACCESS_KEY: secretAccessKey,
      },
    })
    const reference = new Uint8Array(drawPng(5))
    const headers = { 'content-type': 'image/png' }
    await relay.call('/v1/uploads', { method: 'POST', headers, body: reference })
    const references = [{ upload_id: sha256(reference) }]
    const id = await relay.start({ ...PROMPT, references }, 'at-swift')
    expect((await relay.awaitEnd(id)).status).toBe('succeeded')
    const image = new Uint8Array(await (await relay.call(`/v1/generations/${id}/images/0`)).arrayBuffer())
    expect((await listNames()).sort()).toEqual([image, reference].map(sha256).sort())
    const owner = await blobs.readMark('owner')
    expect(owner).toMatch(/^[0-9a-f-]{36}$/)
    // One that knows no conditions is marked all the same.
    await blobs.writeMark('owner', 'another', true)
    expect(await blobs.readMark('owner')).toBe(knowsConditions ? owner : 'another')
    await blobs.writeMark('owner', owner ?? '', false)
    await relay.call(`/v1/generations/${id}`, { method: 'DELETE' })
    await expect.poll(listNames, { timeout: 20_000 }).toEqual([sha256(reference)])
    await relay.close()
  }, 60_000)
})
