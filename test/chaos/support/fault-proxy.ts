/**
 * A TCP-level-honest HTTP proxy between the relay and the stand-in for Rivya that breaks calls in the ways networks do.
 * It buffers a request whole before it forwards it, so that each fault has one certain meaning for the payment.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to a call, and whether Rivya gets to see it. */
export type Fault =
  | { kind: 'pass' }
  /** Forwarded after a pause. */
  | { kind: 'delay'; ms: number }
  /** The connection breaks before anything reaches Rivya. */
  | { kind: 'cut-before' }
  /** Rivya handles the call; not a byte of the answer comes back. */
  | { kind: 'cut-after' }
  /** Rivya handles the call; head and half of the body come back, then the connection breaks. */
  | { kind: 'half-body' }
  /** Rivya never sees the call; a gateway answers. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string }
  /** Rivya handles the call, then a gateway answers in its place. */
  | { kind: 'answer-after'; status: number; headers?: Record<string, string>; body: string }

export type CallName = 'upload' | 'create' | 'look' | 'download' | 'other'
export type Call = { name: CallName; method: string; path: string; number: number }

/** Moments of a call besides its arrival, which `choose` sees. The call stands still until the promise settles. */
type Moments = {
  /** Rivya has carried it out; nothing of the answer has gone back. */
  handled?: (call: Call) => void | Promise<void>
  /** All that was to go back has been handed to the network. */
  answered?: (call: Call) => void | Promise<void>
}

export type FaultProxy = {
  url: string
  /** Calls seen so far, in order. */
  calls: Call[]
  close(): Promise<void>
}

/**
 * The links of results in its answers lead through the proxy, too.
 *
 * @param upstream `http://127.0.0.1:port` of the stand-in
 * @param choose picks the fault of each call; a promise holds the call back until it settles
 */
export async function startFaultProxy(
  upstream: string,
  choose: (call: Call) => Fault | Promise<Fault>,
  moments: Moments = {},
): Promise<FaultProxy> {
  const calls: Call[] = []
  let url = ''
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const method = request.method ?? 'GET'
    const path = request.url ?? '/'
    const call = { name: nameOf(method, path, body.length), method, path, number: calls.length }
    calls.push(call)
    const fault = await choose(call)
    switch (fault.kind) {
      case 'cut-before':
        response.destroy()
        return
      case 'answer':
        await finish(response, fault.status, fault.headers, fault.body)
        return
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms))
        break
      default:
    }
    const answer = await send(upstream, request, body, url)
    await moments.handled?.(call)
    await sendBack(fault, answer, response)
    await moments.answered?.(call)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Smaller than any picture: what a relay asks at its start, to learn whether it may upload. */
const MAX_QUESTION_BYTES = 200

function nameOf(method: string, path: string, bodyBytes: number): CallName {
  if (path.startsWith('/results/')) return 'download'
  if (path.startsWith('/api/v1/generations')) return method === 'POST' ? 'create' : 'look'
  return path === '/api/v1/files' && bodyBytes > MAX_QUESTION_BYTES ? 'upload' : 'other'
}

async function sendBack(fault: Fault, answer: Answer, response: ServerResponse): Promise<void> {
  const { status, headers, body } = answer
  switch (fault.kind) {
    case 'cut-after':
      response.destroy()
      return
    case 'answer-after':
      return finish(response, fault.status, fault.headers, fault.body)
    case 'half-body':
      response.writeHead(status, { ...headers, 'content-length': String(body.length) })
      await new Promise((resolve) => response.write(body.subarray(0, body.length >> 1), resolve))
      response.destroy()
      return
    default:
      return finish(response, status, headers, body)
  }
}

/** Resolves also when the other end has gone. */
function finish(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve)
    response.writeHead(status, headers).end(body, resolve)
  })
}

type Answer = { status: number; headers: Record<string, string>; body: Buffer }

function send(upstream: string, original: IncomingMessage, body: Buffer, proxyUrl: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const {
      host: _host,
      connection: _connection,
      'transfer-encoding': _encoding,
      ...headers
    } = original.headers
    const call = forward(
      `${upstream}${original.url}`,
      { method: original.method, headers: { ...headers, 'content-length': body.length }, agent: false },
      async (answer) => {
        const kept = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name))
        const flat = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
        try {
          const bytes = await readAll(answer)
          const isJson = flat['content-type']?.startsWith('application/json')
          resolve({
            status: answer.statusCode ?? 502,
            headers: flat,
            body: isJson ? leadThrough(bytes, upstream, proxyUrl) : bytes,
          })
        } catch (error) {
          reject(error)
        }
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

function leadThrough(json: Buffer, upstream: string, proxyUrl: string): Buffer {
  return Buffer.from(json.toString().replaceAll(`${upstream}/results/`, `${proxyUrl}/results/`))
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length'])

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
