/** A relay's images at OpenStack Swift, a store that others have written and that checks every byte it is sent. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BlobsAway } from '../../../relay/blobs/blob-store.ts'
import { keepS3Blobs, type OutsideBlobs } from '../../../relay/blobs/s3-blobs.ts'
import { drawPng, makePng, PROMPT, sha256 } from '../../relay/support/samples.ts'
import { startWholeRelay } from '../../relay/support/whole-relay.ts'
import { type Swift, startSwift } from './swift.ts'

let swift: Swift
let blobs: OutsideBlobs
beforeAll(async () => {
  swift = await startSwift()
  blobs = keepS3Blobs(swift.place)
}, 120_000)
afterAll(async () => {
  await blobs.close()
  await swift.stop()
})

const PNG = makePng(3_000_000, 1)
const HASH = sha256(PNG)

async function listNames(): Promise<string[]> {
  const names = []
  for await (const page of blobs.list()) names.push(...page.map(({ name }) => name))
  return names
}

describe('at Swift', () => {
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
    await expect(blobs.put('f'.repeat(64), PNG)).rejects.toThrow('400 BadDigest')
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

  it.each([
    ['region', { region: 'us-east-1' }, '400 AuthorizationHeaderMalformed (its region is eu-1)'],
    ['bucket', { bucket: 'nowhere' }, '404 NoSuchBucket'],
    ['secret', { secretAccessKey: 'wrong' }, '403 SignatureDoesNotMatch'],
    ['key', { accessKeyId: 'no:one' }, '403 SignatureDoesNotMatch'],
  ])('a wrong %s is said to be wrong, and nothing to be gone', async (_what, wrong, says) => {
    const other = keepS3Blobs({ ...swift.place, ...wrong })
    await expect(other.read(HASH)).rejects.toThrow(says)
    await expect(other.put(HASH, PNG)).rejects.toThrow(says)
    await expect(other.delete(HASH)).rejects.toThrow(BlobsAway)
    await other.close()
  })

  it('a relay keeps references and results, and deletes what was let go of', async () => {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = swift.place
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
    // It knows no conditions, and is marked all the same.
    expect(await blobs.readMark('owner')).toMatch(/^[0-9a-f-]{36}$/)
    await relay.call(`/v1/generations/${id}`, { method: 'DELETE' })
    await expect.poll(listNames, { timeout: 20_000 }).toEqual([sha256(reference)])
    await relay.close()
  }, 60_000)
})
