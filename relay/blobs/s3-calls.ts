/**
 * Calls to an S3-compatible store, signed, with every wait bounded and no redirect followed: the signature is for one host.
 * What is certainly nothing but a moment's trouble is tried again at once; everything else is up to whoever asked.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { Agent, buildConnector, request } from 'undici'
import { connectThrough } from '../rivya/proxy.ts'
import { parseRetryAfter } from '../rivya/retry-after.ts'
import { BlobsAway } from './blob-store.ts'
import { type BlobPlace, REGION } from './read-blob-url.ts'

type S3Call = {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** Behind the bucket; empty for the bucket itself. */
  key: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Uint8Array
  /** Of the body; the store refuses other bytes. */
  bodyHash?: string
}

export type S3Answer = {
  status: number
  /** What the store calls a failure, such as `NoSuchKey`; empty where it does not say. */
  code: string
  /** For whoever runs the relay: what the store answered instead of doing what was asked. */
  says: string
  /** Null where it does not say, as proxies do that would compress the body on its way. */
  length: number | null
  body: Buffer
}

export type S3Limits = { connectMs: number; idleMs: number; deadlineMs: number; pauseMs: number }

const LIMITS: S3Limits = { connectMs: 5000, idleMs: 15_000, deadlineMs: 60_000, pauseMs: 200 }
const TRIES = 3
/** The largest result, and some more. */
const MAX_BODY_BYTES = 33_000_000
/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: of no bytes. */
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

type S3Calls = {
  /** @throws {BlobsAway} when there is no answer, or one that the store will be ashamed of in a moment */
  send: (call: S3Call) => Promise<S3Answer>
  close: () => Promise<void>
}

export function createS3Calls(place: BlobPlace, limits: S3Limits = LIMITS): S3Calls {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey, proxy } = place
  const straight = buildConnector({ timeout: limits.connectMs, allowH2: false })
  const agent = new Agent({
    connect: connectThrough(proxy, straight, { timeoutMs: limits.connectMs }),
    headersTimeout: limits.idleMs,
    bodyTimeout: limits.idleMs,
    allowH2: false,
  })
  // Of signing keys, which are good for a day.
  const cache = new Map<string, ArrayBuffer>()

  async function sendOnce({ method, key, query, headers, body, bodyHash }: S3Call): Promise<S3Answer> {
    const url = new URL(`${endpoint}/${bucket}${key === '' ? '' : `/${key}`}`)
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
    const signed = await new AwsV4Signer({
      url: url.href,
      method,
      headers: { ...headers, 'x-amz-content-sha256': bodyHash ?? EMPTY_HASH },
      accessKeyId,
      secretAccessKey,
      region,
      cache,
      service: 's3',
    }).sign()
    const response = await request(signed.url, {
      method,
      headers: Object.fromEntries(signed.headers),
      body: body ?? null,
      dispatcher: agent,
      signal: AbortSignal.timeout(limits.deadlineMs),
    })
    const received = await readBody(response.body)
    const { statusCode: status } = response
    const code = status < 300 ? '' : (/<Code>(\w{1,60})<\/Code>/.exec(received.toString())?.[1] ?? '')
    const hint = status < 300 ? '' : hintOf(response.headers, received)
    // Where it is that or a right to all else which a key lacks.
    const asked = key === '' ? ' when asked for a list' : ''
    const says = `the store answered ${status} ${code}`.trimEnd() + asked + hint
    // What a store does not know (501) it will not know in a moment either.
    if (status === 429 || (status >= 500 && status !== 501)) {
      const { 'retry-after': retryAfter } = response.headers
      const wait = parseRetryAfter(typeof retryAfter === 'string' ? retryAfter : null, Date.now())
      throw new BlobsAway(says, wait)
    }
    const { 'content-length': length } = response.headers
    return { status, code, says, length: length === undefined ? null : Number(length), body: received }
  }

  /** The most common mistake, which stores answer with a redirect or with a name that says nothing of it. */
  function hintOf({ 'x-amz-bucket-region': told }: IncomingHttpHeaders, body: Buffer): string {
    const named = typeof told === 'string' ? told : /<Region>([^<]*)<\/Region>/.exec(body.toString())?.[1]
    const isOther = named !== undefined && REGION.test(named) && named !== region
    return isOther ? ` (its region is ${named})` : ''
  }

  return {
    async send(call) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await sendOnce(call)
        } catch (error) {
          const away =
            error instanceof BlobsAway ? error : new BlobsAway(describe(error), null, { cause: error })
          // Who says when to come back does not want to be asked at once.
          if (tries === TRIES || away.retryAfterMs !== null) throw away
          await delay(limits.pauseMs * 2 ** tries * (0.5 + Math.random() / 2))
        }
      }
    },
    close: () => agent.destroy(),
  }
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    // Leaving the loop ends the connection.
    if (length > MAX_BODY_BYTES) throw new BlobsAway('the store answered with more than any image has')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Never the message of another's error, which may hold what was sent. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer'
  return `no answer (${'code' in error && typeof error.code === 'string' ? error.code : error.name})`
}
