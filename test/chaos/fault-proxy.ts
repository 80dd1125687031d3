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

export type Call = { method: string; path: string; number: number }

export type FaultProxy = {
  url: string
  /** Calls seen so far, in order. */
  calls: Call[]
  close(): Promise<void>
}

/**
 * @param upstream `http://127.0.0.1:port` of the stand-in
 * @param choose picks the fault of each call; a promise holds the call back until it settles
 */
export async function startFaultProxy(
  upstream: string,
  choose: (call: Call) => Fault | Promise<Fault>,
): Promise<FaultProxy> {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const call = { method: request.method ?? 'GET', path: request.url ?? '/', number: calls.length }
    calls.push(call)
    const fault = await choose(call)
    switch (fault.kind) {
      case 'cut-before':
        response.destroy()
        return
      case 'answer':
        response.writeHead(fault.status, fault.headers).end(fault.body)
        return
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms))
        break
      default:
    }
    const answer = await send(upstream, request, body)
    if (fault.kind === 'cut-after') {
      response.destroy()
    } else if (fault.kind === 'answer-after') {
      response.writeHead(fault.status, fault.headers).end(fault.body)
    } else if (fault.kind === 'half-body') {
      response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) })
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.destroy())
    } else {
      response.writeHead(answer.status, answer.headers).end(answer.body)
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Answer = { status: number; headers: Record<string, string>; body: Buffer }

function send(upstream: string, original: IncomingMessage, body: Buffer): Promise<Answer> {
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
          resolve({ status: answer.statusCode ?? 502, headers: flat, body: await readAll(answer) })
        } catch (error) {
          reject(error)
        }
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length'])

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
