/**
 * A real S3 server on loopback, which keeps what it is given and checks signatures, behind a line that is stricter than it
 * and on which things go wrong when a test says so.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import type { BlobPlace } from '../../../relay/blobs/read-blob-url.ts'
import { createS3Calls } from '../../../relay/blobs/s3-calls.ts'
import { checkS3Request, type S3Refusal } from './check-s3-request.ts'

/** The only ones that the server knows. */
const KEY = 'S3RVER'
const BUCKET = 'images'
const REGION = 'us-east-1'

export type Fault =
  /** The store is not asked. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The connection ends before the store is asked, or after it did what it was asked. */
  | { kind: 'cut'; when: 'before' | 'after' }
  | { kind: 'silence' }
  /** Half of the body, and then the end of the connection. */
  | { kind: 'half' }
  | { kind: 'wrong-byte' }
  /** As of a proxy that would compress the body. */
  | { kind: 'no-length' }
  /** As of a store that knows no ranges, or no conditions. */
  | { kind: 'no-ranges' }
  | { kind: 'no-conditions' }

/** Of a call, which stands still until the promise settles. */
type Moments = {
  /** @returns what happens to it, unless that was planned by `break` */
  sent?: (asked: string) => Promise<Fault | null>
  /** The server has done what it was asked; nobody has been told. */
  handled?: (asked: string) => Promise<void>
  /** All that was to go back has been handed to the network. */
  answered?: (asked: string) => Promise<void>
}

export type S3Store = {
  place: BlobPlace
  env: { BLOB_URL: string; S3_ACCESS_KEY_ID: string; S3_SECRET_ACCESS_KEY: string }
  /** What was asked, `PUT /images/…`. */
  asked: string[]
  /** The next calls that `isFor` is true of, so many times, or until `mend`. */
  break: (fault: Fault, times?: number, isFor?: (asked: string) => boolean) => void
  mend: () => void
  /** As somebody does who has the key and no business there: other bytes under the name, or none. */
  meddle: (name: string, data: Uint8Array | null) => Promise<void>
  /** Instead of those that were watched before. */
  watch: (moments: Moments) => void
  close: () => Promise<void>
}

type Planned = { fault: Fault; times: number; isFor: (asked: string) => boolean }

/** The caller closes it. */
export async function startS3Store(): Promise<S3Store> {
  const directory = mkdtempSync(join(tmpdir(), 's3-'))
  const options = { address: '127.0.0.1', port: 0, directory, silent: true }
  const server = new S3rver({ ...options, configureBuckets: [{ name: BUCKET }] })
  const { port: serverPort } = await server.run()
  const asked: string[] = []
  let planned: Planned[] = []
  let moments: Moments = {}

  function takeFault(name: string): Fault | null {
    const found = planned.find(({ times, isFor }) => times > 0 && isFor(name))
    if (found !== undefined) found.times -= 1
    return found?.fault ?? null
  }

  const line = createServer(async (incoming, outgoing) => {
    const name = `${incoming.method} ${incoming.url}`
    asked.push(name)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of incoming) chunks.push(chunk)
      const body = Buffer.concat(chunks)
      const refusal = checkS3Request(incoming.method ?? '', incoming.headers, body, REGION)
      const fault = takeFault(name) ?? (await moments.sent?.(name)) ?? (refusal && toFault(refusal))
      const onward = { port: serverPort, whenHandled: async () => moments.handled?.(name) }
      await handOn(incoming, body, outgoing, onward, fault)
      await moments.answered?.(name)
    } catch {
      // Whoever asked has gone, as in many of these tests.
      outgoing.destroy()
    }
  })
  line.listen(0, '127.0.0.1')
  await once(line, 'listening')
  const endpoint = `http://127.0.0.1:${(line.address() as AddressInfo).port}`
  const prefix = 'shop/'
  const place: BlobPlace = {
    endpoint,
    bucket: BUCKET,
    prefix,
    region: REGION,
    accessKeyId: KEY,
    secretAccessKey: KEY,
    proxy: null,
  }
  return {
    place,
    env: {
      BLOB_URL: `s3://${BUCKET}/shop?endpoint=${endpoint}`,
      S3_ACCESS_KEY_ID: KEY,
      S3_SECRET_ACCESS_KEY: KEY,
    },
    asked,
    break(fault, times = Number.POSITIVE_INFINITY, isFor = () => true) {
      planned.push({ fault, times, isFor })
    },
    mend() {
      planned = []
    },
    async meddle(name, data) {
      const calls = createS3Calls({ ...place, endpoint: `http://127.0.0.1:${serverPort}` })
      const key = prefix + name
      const bodyHash = createHash('sha256')
        .update(data ?? '')
        .digest('hex')
      const put =
        data === null
          ? ({ method: 'DELETE', key } as const)
          : ({ method: 'PUT', key, body: data, bodyHash } as const)
      await calls.send(put)
      await calls.close()
    },
    watch(watched) {
      moments = watched
    },
    async close() {
      line.closeAllConnections()
      await new Promise((resolve) => line.close(resolve))
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function toFault({ status, code, more = '' }: S3Refusal): Fault {
  return { kind: 'answer', status, body: `<Error><Code>${code}</Code>${more}</Error>` }
}

async function handOn(
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  { port, whenHandled }: { port: number; whenHandled: () => Promise<void> },
  fault: Fault | null,
): Promise<void> {
  if (fault?.kind === 'silence') return
  if (fault?.kind === 'no-conditions' && incoming.headers['if-none-match'] !== undefined) {
    outgoing.writeHead(501).end('<Error><Code>NotImplemented</Code></Error>')
    return
  }
  if (fault?.kind === 'answer') {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body)
    return
  }
  if (fault?.kind === 'cut' && fault.when === 'before') {
    outgoing.destroy()
    return
  }
  const { range, ...others } = incoming.headers
  const headers = fault?.kind === 'no-ranges' || range === undefined ? others : { ...others, range }
  const { method, url: path } = incoming
  const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
  // The server sends bodies with some answers to HEAD, which may not have one; any other error ends the wait below.
  onward.on('error', () => undefined)
  onward.end(body)
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const data = Buffer.concat(chunks)
  await whenHandled()
  if (fault?.kind === 'cut') {
    outgoing.destroy()
    return
  }
  if (fault?.kind === 'no-length') delete answer.headers['content-length']
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
  if (fault?.kind === 'half') {
    outgoing.write(data.subarray(0, data.length / 2), () => outgoing.destroy())
    return
  }
  if (fault?.kind === 'wrong-byte' && data.length > 0)
    data[data.length >> 1] = (data[data.length >> 1] ?? 0) ^ 1
  await new Promise<void>((resolve) => {
    outgoing.once('close', resolve)
    outgoing.end(data, resolve)
  })
}
