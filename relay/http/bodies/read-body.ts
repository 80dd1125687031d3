/**
 * Reads a request's body up to a limit that is counted while reading: what `Content-Length` claims is used to refuse
 * early and never believed. A client that stalls or trickles is cut off.
 */
import type { Context } from 'hono'
import type { Refusal } from '../answers.ts'
import { incomingOf, type RelayEnv } from '../env.ts'

type BodyLimits = {
  maxBytes: number
  /** Without a single byte. */
  idleMs: number
  /** For the whole body. */
  totalMs: number
}

type BodyOptions = {
  /** Called with each chunk as it arrives: hashing then takes no extra time. */
  onChunk?: (chunk: Uint8Array) => void
  /** Where the bytes are put; it has room for the most that is allowed. */
  block?: Uint8Array<ArrayBuffer>
}

const JSON_BODY: BodyLimits = { maxBytes: 64_000, idleMs: 10_000, totalMs: 20_000 }

/** @returns the bytes, or why they can't be had */
export async function readBody(
  c: Context<RelayEnv>,
  limits: BodyLimits,
  { onChunk, block }: BodyOptions = {},
): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  if (isEncoded(c.req.header('content-encoding'))) return ENCODED
  const claimed = readLength(c.req.header('content-length'))
  if (claimed > limits.maxBytes) return tooLarge(limits)
  const body = openBody(c)
  if (body === null) return new Uint8Array(0)
  const { source, isOurs } = body
  const timer = new BodyTimer(limits)
  const bytes = new GrowingBytes(block ?? Buffer.allocUnsafeSlow(claimed))
  try {
    for (;;) {
      const next = await timer.race(source.next())
      if (next === 'late') return TOO_SLOW
      if (next.done) return bytes.take()
      if (bytes.length + next.value.byteLength > limits.maxBytes) return tooLarge(limits)
      onChunk?.(next.value)
      bytes.add(next.value)
      if (isOurs) free(next.value)
    }
  } catch {
    // The connection broke: nobody reads this answer, but the log does.
    return { code: 'validation_failed', message: 'The body broke off.' }
  } finally {
    timer.clear()
    // Not awaited: behind a read that never ends it would never end either.
    source.return?.()
  }
}

/** One block of memory when the length is known; memory that nothing is written to is never really taken. */
class GrowingBytes {
  length = 0
  #block: Uint8Array<ArrayBuffer>

  constructor(block: Uint8Array<ArrayBuffer>) {
    this.#block = block
  }

  add(chunk: Uint8Array): void {
    const needed = this.length + chunk.byteLength
    if (needed > this.#block.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#block.length))
      larger.set(this.#block.subarray(0, this.length))
      this.#block = larger
    }
    this.#block.set(chunk, this.length)
    this.length = needed
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#block.subarray(0, this.length)
  }
}

/**
 * @returns the parsed value, or why not: not marked as JSON, too large, not UTF-8, not JSON
 */
export async function readJson(c: Context<RelayEnv>): Promise<{ value: unknown } | Refusal> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json *(;|$)/i.test(type)) {
    return { code: 'validation_failed', message: 'Content-Type must be application/json.' }
  }
  const body = await readBody(c, JSON_BODY)
  if (!(body instanceof Uint8Array)) return body
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) }
  } catch {
    return { code: 'validation_failed', message: 'The body must be JSON in UTF-8.' }
  }
}

type BodySource = {
  source: AsyncIterator<Uint8Array>
  /** Whether nobody else can have kept a chunk of it. */
  isOurs: boolean
}

/** Over a socket Node's own stream, which is much faster than the one made of it for `Request`. */
function openBody(c: Context<RelayEnv>): BodySource | null {
  const incoming = incomingOf(c)
  // Leaving early must not destroy the socket: the refusal still has to go out on it.
  if (incoming !== undefined) return { source: incoming.iterator({ destroyOnReturn: false }), isOurs: true }
  const source = c.req.raw.body?.[Symbol.asyncIterator]()
  return source === undefined ? null : { source, isOurs: false }
}

/**
 * Gives the memory of a chunk back at once. Waiting for it to be collected, 64 kB at a time, makes V8 go through all of
 * its heap every few megabytes, which takes longer than to receive them.
 */
function free(chunk: Uint8Array): void {
  const { buffer } = chunk
  const isWhole = buffer.byteLength === chunk.byteLength
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/** A few bytes could become gigabytes, so nothing is ever unpacked. */
const ENCODED: Refusal = {
  code: 'unsupported_media_type',
  message: 'Send the body as it is, without Content-Encoding.',
}

function isEncoded(header: string | undefined): boolean {
  return header !== undefined && header.trim().toLowerCase() !== 'identity'
}

function readLength(header: string | undefined): number {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : 0
}

class BodyTimer {
  readonly #late: Promise<'late'>
  readonly #limits: BodyLimits
  #idle: NodeJS.Timeout | undefined
  readonly #total: NodeJS.Timeout
  #onLate: () => void = () => undefined

  constructor(limits: BodyLimits) {
    this.#limits = limits
    this.#late = new Promise((resolve) => {
      this.#onLate = () => resolve('late')
    })
    this.#total = setTimeout(this.#onLate, limits.totalMs)
  }

  async race<T>(next: Promise<T>): Promise<T | 'late'> {
    this.#idle ??= setTimeout(this.#onLate, this.#limits.idleMs)
    const result = await Promise.race([next, this.#late])
    if (result !== 'late') this.#idle.refresh()
    return result
  }

  clear(): void {
    clearTimeout(this.#idle)
    clearTimeout(this.#total)
  }
}

function tooLarge({ maxBytes }: BodyLimits): Refusal {
  return { code: 'payload_too_large', message: `The body must be at most ${maxBytes} bytes.` }
}

/** The rest may never come. */
const TOO_SLOW: Refusal = {
  code: 'validation_failed',
  message: 'The body did not arrive in time.',
  isLast: true,
}
