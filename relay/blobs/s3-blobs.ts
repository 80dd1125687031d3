/** The bytes of images at an S3-compatible store, as objects named by their hash below a prefix. */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { BlobRefused, BlobsAway, isHash } from './blob-store.ts'
import type { MarkedStore } from './claim-place.ts'
import type { BlobPlace } from './read-blob-url.ts'
import { createS3Calls, type S3Answer, type S3Limits } from './s3-calls.ts'

export type OutsideBlobs = MarkedStore & { close: () => Promise<void> }

/** The caller closes it, which ends what is under way. */
export function keepS3Blobs(place: BlobPlace, limits?: S3Limits): OutsideBlobs {
  const { prefix } = place
  const calls = createS3Calls(place, limits)
  const keyOf = (hash: string) => prefix + hash

  async function isThere(hash: string): Promise<boolean> {
    return (await head(hash)) !== undefined
  }

  /** @returns undefined when it is not there */
  async function head(hash: string): Promise<S3Answer | undefined> {
    const answer = await calls.send({ method: 'HEAD', key: keyOf(hash) })
    if (answer.status === 200) return answer
    // A bucket that is not there looks the same here; whatever is done next will tell.
    if (answer.status === 404) return undefined
    throw refuse(answer)
  }

  async function isWhole(hash: string, length: number): Promise<boolean> {
    const found = await head(hash)
    if (found === undefined) return false
    // From the last byte on there is one.
    return found.length === null ? (await read(hash, length - 1))?.length === 1 : found.length === length
  }

  async function read(hash: string, offset = 0, length = Number.POSITIVE_INFINITY) {
    const isAll = offset === 0 && length === Number.POSITIVE_INFINITY
    const end = length === Number.POSITIVE_INFINITY ? '' : offset + length - 1
    const headers = isAll ? {} : { range: `bytes=${offset}-${end}` }
    const answer = await calls.send({ method: 'GET', key: keyOf(hash), headers })
    if (answer.status === 206) return answer.body
    // All of it, as stores may answer that know no ranges.
    if (answer.status === 200) return answer.body.subarray(offset, offset + length)
    if (answer.status === 404 && answer.code === 'NoSuchKey') return undefined
    // What is there is shorter than what was put.
    if (answer.status === 416) return Buffer.alloc(0)
    throw refuse(answer)
  }

  return {
    async put(hash, data) {
      const headers = { 'content-type': 'application/octet-stream' }
      const call = { method: 'PUT', key: keyOf(hash), headers, body: data, bodyHash: hash } as const
      const answer = await calls.send(call)
      if (answer.status !== 200) throw refuse(answer)
      // What is paid is believed to be there when the store says so twice.
      if (!(await isWhole(hash, data.length))) throw new BlobsAway('the store does not have what it took')
    },
    read,
    has: isThere,
    async delete(hash) {
      const answer = await calls.send({ method: 'DELETE', key: keyOf(hash) })
      const isGone = answer.status === 404 && answer.code === 'NoSuchKey'
      if (answer.status !== 204 && answer.status !== 200 && !isGone) throw refuse(answer)
    },
    async *list() {
      for (let page: Page | null = { 'list-type': '2' }; page !== null; ) {
        const answer = await calls.send({ method: 'GET', key: '', query: { ...page, prefix } })
        if (answer.status !== 200) throw refuse(answer)
        const text = answer.body.toString()
        yield readListed(text, prefix)
        const next = findNextPage(text)
        if (isDeepStrictEqual(next, page)) throw new BlobsAway('the store lists the same again and again')
        page = next
      }
    },
    async readMark(mark) {
      const answer = await calls.send({ method: 'GET', key: prefix + mark })
      if (answer.status === 200) return answer.body.toString()
      if (answer.status === 404 && answer.code === 'NoSuchKey') return undefined
      throw refuse(answer)
    },
    async writeMark(mark, text, isFirst) {
      const body = Buffer.from(text)
      const bodyHash = createHash('sha256').update(body).digest('hex')
      const put = (headers = {}) => calls.send({ method: 'PUT', key: prefix + mark, headers, body, bodyHash })
      let answer = await put(isFirst ? { 'if-none-match': '*' } : {})
      // Another was first.
      if (isFirst && (answer.status === 412 || answer.status === 409)) return
      // A store that knows no conditions.
      if (isFirst && answer.code === 'NotImplemented') answer = await put()
      if (answer.status !== 200) throw refuse(answer)
    },
    close: calls.close,
  }
}

function refuse({ status, says }: S3Answer): BlobsAway {
  // What something in between gave up on may still arrive.
  return status === 408 ? new BlobsAway(says) : new BlobRefused(says)
}

type Page = Record<string, string>

/** A store that knows the first form of lists alone says that there is more, and goes on behind any name. */
function findNextPage(text: string): Page | null {
  const isTruncated = readElement(text, 'IsTruncated')
  const token = readElement(text, 'NextContinuationToken')
  // Some name the last object in every list.
  if (isTruncated === 'false') return null
  if (token) return { 'list-type': '2', 'continuation-token': token }
  if (isTruncated !== 'true') return null
  const last = text.slice(Math.max(0, text.lastIndexOf('<Key>')))
  const marker = readElement(text, 'NextMarker') || readElement(last, 'Key')
  if (!marker) throw new BlobsAway('the store does not say how its list goes on')
  return { marker }
}

/** Only what is named as ours are: whatever else lies there is somebody's. */
function readListed(text: string, prefix: string) {
  const objects = [...text.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, object = '']) => ({
    key: readElement(object, 'Key') ?? '',
    writtenAt: Date.parse(readElement(object, 'LastModified') ?? ''),
  }))
  return objects
    .filter(({ key, writtenAt }) => key.startsWith(prefix) && !Number.isNaN(writtenAt))
    .map(({ key, writtenAt }) => ({ name: key.slice(prefix.length), writtenAt }))
    .filter(({ name }) => isHash(name))
}

/** Of the store's own XML, whose tokens hold whatever it likes. */
function readElement(text: string, name: string): string | undefined {
  const [, content] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text) ?? []
  return content?.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,4}));/gi, (whole, hex, decimal, entity) => {
    if (entity !== undefined) return ENTITIES[entity] ?? whole
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= LAST_CODE_POINT ? String.fromCodePoint(point) : whole
  })
}

const LAST_CODE_POINT = 0x10ffff

/** All that XML has without a declaration. */
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
