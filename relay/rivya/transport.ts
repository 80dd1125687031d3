/**
 * One call to Rivya's API: headers built from scratch, no redirect followed (the key must never go elsewhere), every
 * wait bounded, the body read up to a limit. Never throws; what happened is a value.
 */
import type { Readable } from 'node:stream'
import { Agent, buildConnector, type Dispatcher, type FormData, request } from 'undici'
import { connectThrough, type OutboundProxy } from './proxy.ts'
import { dropBody } from './read-result.ts'
import { parseRetryAfter } from './retry-after.ts'
import { unpack } from './unpack.ts'

export type Call = {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/api/v1`, with its slash; parts that come from outside are already encoded. */
  path: string
  body?: string | FormData | Readable
  headers?: Record<string, string>
  /** The public list of models is read without the key. */
  isPublic?: boolean
}

/** `json` is undefined when the body was empty, no JSON, too large or broke off: the status still holds. */
export type Answer = { kind: 'answer'; status: number; json: unknown; retryAfterMs: number | null }
/** No status arrived. `mayHaveArrived` is false only when it is certain that not a byte of the call left. */
export type NoAnswer = { kind: 'no-answer'; mayHaveArrived: boolean; reason: string }

export type Limits = {
  connectTimeoutMs: number
  /** From the call sent to the answer's head. */
  headersTimeoutMs: number
  /** Between two pieces of the body. */
  bodyTimeoutMs: number
  /** For the whole call, so that a body that drips for ever ends. */
  deadlineMs: number
  maxBodyBytes: number
}

export const DEFAULT_LIMITS: Limits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  bodyTimeoutMs: 20_000,
  deadlineMs: 120_000,
  maxBodyBytes: 2_000_000,
}

type Transport = {
  send(call: Call, signal: AbortSignal): Promise<Answer | NoAnswer>
  close(): Promise<void>
}

class NotConnected extends Error {}

/** @param baseUrl scheme, host and optional path before `/api/v1`, with or without a slash at the end */
export function createTransport(
  baseUrl: string,
  apiKey: string,
  limits: Limits,
  proxy: OutboundProxy | null,
): Transport {
  const root = `${baseUrl.replace(/\/+$/, '')}/api/v1`
  const straight = buildConnector({ timeout: limits.connectTimeoutMs, allowH2: false })
  const connect = connectThrough(proxy, straight, { timeoutMs: limits.connectTimeoutMs })
  const agent = new Agent({
    // A connection that could not be made is the one failure after which it is certain that nothing was sent.
    connect: (options, callback) =>
      connect(options, (...result) => {
        if (result[0] === null) callback(null, result[1])
        else callback(new NotConnected(describeError(result[0])), null)
      }),
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    // One call on one connection at a time: a cut then concerns that call alone.
    allowH2: false,
  })

  async function send(call: Call, signal: AbortSignal): Promise<Answer | NoAnswer> {
    if (signal.aborted)
      return { kind: 'no-answer', mayHaveArrived: false, reason: 'stopped before it was sent' }
    const ending = new AbortController()
    const stop = () => ending.abort()
    const deadline = setTimeout(stop, limits.deadlineMs)
    signal.addEventListener('abort', stop, { once: true })
    try {
      const response = await request(root + call.path, {
        method: call.method,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'framefill-relay',
          ...(call.isPublic ? {} : { authorization: `Bearer ${apiKey}` }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: call.body }),
        dispatcher: agent,
        signal: ending.signal,
      })
      return {
        kind: 'answer',
        status: response.statusCode,
        json: await readJson(response, limits.maxBodyBytes),
        retryAfterMs: parseRetryAfter(readHeader(response.headers['retry-after']), Date.now()),
      }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return {
        kind: 'no-answer',
        mayHaveArrived: !(cause instanceof NotConnected),
        reason: ending.signal.aborted
          ? signal.aborted
            ? 'stopped'
            : 'no answer in time'
          : describeError(cause),
      }
    } finally {
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
    }
  }

  return { send, close: () => agent.destroy() }
}

/** The code of a system or undici error; its message may hold addresses, so it is not passed on. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'connection failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message || error.name
}

function readHeader(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

async function readJson({ body, headers }: Dispatcher.ResponseData, maxBytes: number): Promise<unknown> {
  const unpacked = unpack(body, headers['content-encoding'])
  if (unpacked === null) {
    dropBody({ body })
    return undefined
  }
  const chunks: Uint8Array[] = []
  let total = 0
  try {
    for await (const chunk of unpacked) {
      total += chunk.byteLength
      // Leaving the loop cancels the stream and with it the connection.
      if (total > maxBytes) return undefined
      chunks.push(chunk)
    }
    // A decoder, unlike a buffer, leaves out the byte order mark that some gateways put in front.
    return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)))
  } catch {
    // Cut off or no JSON: the caller decides by the status what an unreadable body means.
    return undefined
  }
}
