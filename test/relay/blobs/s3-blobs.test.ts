import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { BlobLost, BlobRefused, BlobsAway, type ListedBlob } from '../../../relay/blobs/blob-store.ts'
import { combineBlobs } from '../../../relay/blobs/blobs.ts'
import { keepS3Blobs, type OutsideBlobs } from '../../../relay/blobs/s3-blobs.ts'
import { type Fault, type S3Store, startS3Store } from '../support/s3-store.ts'
import { makePng, sha256 } from '../support/samples.ts'

const LIMITS = { connectMs: 5000, idleMs: 600, deadlineMs: 3000, pauseMs: 1 }
const PNG = makePng(10_000, 1)
const HASH = sha256(PNG)
const NEVER_PUT = 'f'.repeat(64)

let store: S3Store
let blobs: OutsideBlobs
beforeAll(async () => {
  store = await startS3Store()
  blobs = keepS3Blobs(store.place, LIMITS)
})
afterAll(async () => {
  await blobs.close()
  await store.close()
})
afterEach(async () => {
  store.mend()
  await blobs.delete(HASH)
  store.asked.length = 0
})

async function listAll(): Promise<ListedBlob[]> {
  const all = []
  for await (const page of blobs.list()) all.push(...page)
  return all
}

describe('images at an S3-compatible store', () => {
  it('are objects named by their hash, given back whole and in pieces, until they are deleted', async () => {
    expect(await blobs.has(HASH)).toBe(false)
    expect(await blobs.read(HASH)).toBeUndefined()
    await blobs.put(HASH, PNG)
    expect(store.asked).toContain(`PUT /images/shop/${HASH}`)
    expect(await blobs.has(HASH)).toBe(true)
    expect(await blobs.read(HASH)).toEqual(Buffer.from(PNG))
    expect(await blobs.read(HASH, 100, 50)).toEqual(Buffer.from(PNG.subarray(100, 150)))
    expect(await blobs.read(HASH, 9_990, 50)).toEqual(Buffer.from(PNG.subarray(9_990)))
    await blobs.put(HASH, PNG)
    await blobs.delete(HASH)
    await blobs.delete(HASH)
    expect(await blobs.has(HASH)).toBe(false)
  })

  it('are listed over all pages, with the time of their writing, without what is none of ours', async () => {
    const all = [1, 2, 3].map((seed) => makePng(100, seed))
    for (const data of all) await blobs.put(sha256(data), data)
    const elsewhere = keepS3Blobs({ ...store.place, prefix: '' })
    const shopping = keepS3Blobs({ ...store.place, prefix: 'shopping/' })
    for (const other of [elsewhere, shopping]) await other.put(HASH, PNG)
    const listed = await listAll()
    expect(listed.map(({ name }) => name).sort()).toEqual(all.map(sha256).sort())
    for (const { writtenAt } of listed) expect(Math.abs(writtenAt - Date.now())).toBeLessThan(60_000)
    for (const other of [elsewhere, shopping]) {
      await other.delete(HASH)
      await other.close()
    }
    for (const data of all) await blobs.delete(sha256(data))
  })

  it('go on with the next page where the store says that there is one', async () => {
    const page = (name: string, token: string) => `<ListBucketResult>${token}<Contents><Key>shop/${name}</Key>
      <LastModified>2026-06-01T12:00:00.000Z</LastModified></Contents></ListBucketResult>`
    const next = '<NextContinuationToken>a+b/c==&amp;d</NextContinuationToken>'
    store.break({ kind: 'answer', status: 200, body: page(HASH, next) }, 1)
    store.break({ kind: 'answer', status: 200, body: page(NEVER_PUT, '') }, 1)
    expect((await listAll()).map(({ name }) => name)).toEqual([HASH, NEVER_PUT])
    const asked = new URL(store.asked[1]?.replace('GET ', 'http://x') ?? '')
    expect(asked.searchParams.get('continuation-token')).toBe('a+b/c==&d')
  })

  it.each([
    [
      'names the last object',
      '<IsTruncated>false</IsTruncated><NextContinuationToken>x</NextContinuationToken>',
    ],
    ['names nothing', '<IsTruncated>false</IsTruncated><NextContinuationToken></NextContinuationToken>'],
  ])('end where the store says so, although it %s', async (_what, end) => {
    store.break({ kind: 'answer', status: 200, body: `<ListBucketResult>${end}</ListBucketResult>` }, 1)
    expect(await listAll()).toEqual([])
    expect(store.asked).toHaveLength(1)
  })

  it('go on with whatever the store writes into its token', async () => {
    const token = '&lt;shop/&#x66;&gt;&#43;&#61;&apos;&#x1F5BC;&amp;lt;&#x110000;'
    const body = `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`
    store.break({ kind: 'answer', status: 200, body }, 1)
    store.break({ kind: 'answer', status: 200, body: '<IsTruncated>false</IsTruncated>' }, 1)
    await listAll()
    const asked = new URL(store.asked[1]?.replace('GET ', 'http://x') ?? '')
    expect(asked.searchParams.get('continuation-token')).toBe("<shop/f>+='🖼&lt;&#x110000;")
  })

  describe('at a store that knows the first form of lists alone', () => {
    const page = (name: string, more = '') => {
      const object = `<Contents><Key>shop/${name}</Key><LastModified>2026-06-01T12:00:00.000Z</LastModified></Contents>`
      store.break(
        { kind: 'answer', status: 200, body: `<ListBucketResult>${more}${object}</ListBucketResult>` },
        1,
      )
    }
    const truncated = '<IsTruncated>true</IsTruncated>'
    const markers = () =>
      store.asked.map((asked) => new URL(asked.replace('GET ', 'http://x')).searchParams.get('marker'))

    it.each([
      ['the last name', truncated, `shop/${HASH}`],
      [
        'the last name beside a token of nothing',
        `${truncated}<NextContinuationToken></NextContinuationToken>`,
        `shop/${HASH}`,
      ],
      ['the name that it says', `${truncated}<NextMarker>shop/f</NextMarker>`, 'shop/f'],
    ])('the next page begins behind %s', async (_what, more, marker) => {
      page(HASH, more)
      page(NEVER_PUT, '<IsTruncated>false</IsTruncated>')
      expect((await listAll()).map(({ name }) => name)).toEqual([HASH, NEVER_PUT])
      expect(markers()).toEqual([null, marker])
      expect(store.asked[1]).not.toContain('list-type')
    })

    it('a list that does not go on has no end that is believed', async () => {
      for (let pages = 0; pages < 2; pages += 1) page(HASH, truncated)
      await expect(listAll()).rejects.toThrow('the same again')
      store.break({ kind: 'answer', status: 200, body: truncated }, 1)
      await expect(listAll()).rejects.toThrow('does not say how')
    })
  })

  it('are kept for whoever has the right key alone', async () => {
    const wrong = keepS3Blobs({ ...store.place, secretAccessKey: 'wrong' }, LIMITS)
    await expect(wrong.put(HASH, PNG)).rejects.toThrow('the store answered 403 SignatureDoesNotMatch')
    await expect(wrong.read(HASH)).rejects.toThrow(BlobsAway)
    await wrong.close()
  })

  it('are refused by a store of another region, which says where it is', async () => {
    const elsewhere = keepS3Blobs({ ...store.place, region: 'eu-1' }, LIMITS)
    const says = 'AuthorizationHeaderMalformed (its region is us-east-1)'
    await expect(elsewhere.put(HASH, PNG)).rejects.toThrow(says)
    const redirect = { status: 301, headers: { 'x-amz-bucket-region': 'us-west-2' } }
    store.break({ kind: 'answer', ...redirect }, 1)
    await expect(blobs.has(HASH)).rejects.toThrow('the store answered 301 (its region is us-west-2)')
    await elsewhere.close()
  })

  it('are refused when the bytes are not those of the hash, or the clocks differ', async () => {
    await expect(blobs.put(NEVER_PUT, PNG)).rejects.toThrow('400 XAmzContentSHA256Mismatch')
    expect(await blobs.has(NEVER_PUT)).toBe(false)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 })
    const late = blobs.put(HASH, PNG)
    vi.useRealTimers()
    await expect(late).rejects.toThrow('403 RequestTimeTooSkewed')
  })

  it('are not found to be gone in a bucket that is not there', async () => {
    const nowhere = keepS3Blobs({ ...store.place, bucket: 'nowhere' }, LIMITS)
    await expect(nowhere.read(HASH)).rejects.toThrow('the store answered 404 NoSuchBucket')
    await expect(nowhere.put(HASH, PNG)).rejects.toThrow(BlobsAway)
    await nowhere.close()
  })
})

/** Each of them once, and then the line is as it should be. */
const MOMENTARY: [string, Fault][] = [
  ['500', { kind: 'answer', status: 500 }],
  ['503 without a time', { kind: 'answer', status: 503, body: '<Error><Code>SlowDown</Code></Error>' }],
  ['a cut before the store is asked', { kind: 'cut', when: 'before' }],
  ['a cut after the store did it', { kind: 'cut', when: 'after' }],
  ['silence', { kind: 'silence' }],
]

describe.each(MOMENTARY)('a moment of trouble, %s,', (_what, fault) => {
  it('is got over by trying again', async () => {
    store.break(fault, 1)
    await blobs.put(HASH, PNG)
    store.break(fault, 1)
    expect(await blobs.read(HASH)).toEqual(Buffer.from(PNG))
    store.break(fault, 1)
    expect(await blobs.has(HASH)).toBe(true)
    store.break(fault, 1)
    await blobs.delete(HASH)
    expect(await blobs.has(HASH)).toBe(false)
  })
})

/** For as long as it lasts. */
const LASTING: [string, Fault][] = [
  ...MOMENTARY,
  ['403', { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }],
  ['a redirect', { kind: 'answer', status: 301, headers: { location: 'http://127.0.0.1:1/' } }],
  ['404 of something in between', { kind: 'answer', status: 404, body: '<html>nothing here</html>' }],
]

describe.each(LASTING)('a store in trouble, %s,', (_what, fault) => {
  it('says of no image that it is gone, and of none that it was taken', async () => {
    await blobs.put(HASH, PNG)
    store.break(fault)
    const calls = [blobs.read(HASH), blobs.put(HASH, PNG), listAll(), blobs.delete(HASH)]
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(BlobsAway) })
    }
  })
})

describe('what was not deleted', () => {
  it.each([
    [403, true],
    [405, true],
    [408, false],
    [503, false],
  ])('is certainly still there after %i: %s', async (status, isCertain) => {
    store.break({ kind: 'answer', status })
    const error = await blobs.delete(HASH).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BlobsAway)
    expect(error instanceof BlobRefused).toBe(isCertain)
  })
})

describe('a store that slows us down', () => {
  it('is not asked again before the time that it says', async () => {
    store.break({ kind: 'answer', status: 503, headers: { 'retry-after': '7' } })
    const error = await blobs.read(HASH).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ retryAfterMs: 7000 })
    expect(store.asked).toHaveLength(1)
  })
})

describe('bytes that come otherwise than they were put', () => {
  const whole = () => combineBlobs(blobs, blobs).readWhole(HASH)
  const outside = () => {
    const none = { ...blobs, read: async () => undefined, has: async () => false }
    return combineBlobs(none, blobs)
  }

  it('cut short are asked for again', async () => {
    await blobs.put(HASH, PNG)
    store.break({ kind: 'half' }, 2)
    expect(await whole()).toEqual(Buffer.from(PNG))
  })

  it('wrong are given to nobody, and read once more in case they were damaged on the way', async () => {
    await blobs.put(HASH, PNG)
    store.break({ kind: 'wrong-byte' }, 1)
    expect(await outside().readWhole(HASH)).toEqual(Buffer.from(PNG))
    await store.meddle(HASH, new Uint8Array(PNG.length))
    expect(await outside().readWhole(HASH)).toBeUndefined()
  })

  it('wrong are not given piece by piece either, and the last piece never', async () => {
    const blob = { sha256: HASH, byteCount: PNG.length }
    await blobs.put(HASH, PNG)
    store.break({ kind: 'wrong-byte' }, 1)
    await expect(outside().open(blob)).rejects.toThrow('that are those of the hash')
    const pieces: Uint8Array[] = []
    for await (const piece of await outside().open(blob)) pieces.push(piece)
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(PNG))
  })

  it('not once, and then after all, were not lost meanwhile', async () => {
    const suspects: string[] = []
    const none = { ...blobs, read: async () => undefined }
    const { open } = combineBlobs(none, blobs, async (hash) => void suspects.push(hash))
    const error = await open({ sha256: HASH, byteCount: PNG.length }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BlobsAway)
    expect(error).not.toBeInstanceOf(BlobLost)
    expect(suspects).toEqual([HASH])
    const beside = combineBlobs(none, null).open({ sha256: HASH, byteCount: PNG.length })
    await expect(beside).rejects.toThrow(BlobLost)
  })

  it('fewer than were put end where a piece would begin', async () => {
    await store.meddle(HASH, PNG.subarray(0, 500))
    expect(await blobs.read(HASH, 500, 50)).toEqual(Buffer.alloc(0))
  })

  it('all of them where a piece was asked for are cut to the piece', async () => {
    await blobs.put(HASH, PNG)
    store.break({ kind: 'no-ranges' })
    expect(await blobs.read(HASH, 100, 50)).toEqual(Buffer.from(PNG.subarray(100, 150)))
  })
})

describe('a put that the store says it took', () => {
  it('is not believed when the object is not there', async () => {
    store.break({ kind: 'answer', status: 200 }, 1, (asked) => asked.startsWith('PUT'))
    await expect(blobs.put(HASH, PNG)).rejects.toThrow('does not have what it took')
  })

  it.each([PNG.subarray(0, 500), makePng(10_001, 2)])(
    'is believed when its last byte is the last, where a proxy takes away how long it is',
    async (other) => {
      const isHead = (asked: string) => asked.startsWith('HEAD')
      store.break({ kind: 'no-length' }, Number.POSITIVE_INFINITY, isHead)
      await blobs.put(HASH, PNG)
      await store.meddle(HASH, other)
      store.break({ kind: 'answer', status: 200 }, 1, (asked) => asked.startsWith('PUT'))
      await expect(blobs.put(HASH, PNG)).rejects.toThrow('does not have what it took')
    },
  )

  it('is not believed when the object is another', async () => {
    await store.meddle(HASH, PNG.subarray(0, 500))
    store.break({ kind: 'answer', status: 200 }, 1, (asked) => asked.startsWith('PUT'))
    await expect(blobs.put(HASH, PNG)).rejects.toThrow('does not have what it took')
  })
})
