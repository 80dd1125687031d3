import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findFreePort } from '../../find-free-port.ts'
import { answerJson, startScriptedServer } from './scripted-server.ts'
import {
  BODY,
  blanks,
  CREATE,
  cleanups,
  connect,
  FILE,
  KEY,
  leaveOpen,
  never,
  QUEUED,
  serve,
} from './serve-client.ts'

describe('creating a generation', () => {
  it('sends the stored text byte for byte, with the key, and takes any 2xx', async () => {
    for (const status of [200, 201, 202]) {
      const { server, client } = await serve(answerJson(status, QUEUED))
      expect(await client.createGeneration(CREATE, never)).toMatchObject({
        kind: 'created',
        task: { id: 'task_1', status: 'queued', reservedCredits: 5, urls: [], error: null },
      })
      const [call] = server.received
      expect(call).toMatchObject({ method: 'POST', path: '/api/v1/generations', body: BODY })
      expect(call?.headers).toMatchObject({
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'idempotency-key': CREATE.idempotencyKey,
      })
    }
  })

  it('takes a task that is named for made, whatever the status says', async () => {
    for (const status of [400, 402, 404, 409, 500, 502, 503]) {
      const { client } = await serve(answerJson(status, QUEUED))
      expect(await client.createGeneration(CREATE, never)).toMatchObject({
        kind: 'created',
        task: { id: 'task_1' },
      })
    }
  })

  it.each([
    ['an id alone', { id: 'err_1', message: 'No.' }],
    ['a status of its own', { id: 'err_1', status: 'error' }],
    ['an error beside it', { ...QUEUED, error: { code: 'validation_failed', message: 'No.' } }],
  ])('takes no refusal with %s for a task', async (_, body) => {
    const { client } = await serve(answerJson(400, body))
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'refused' })
  })

  it('reads a task behind a byte order mark', async () => {
    const { client } = await serve((response) => response.end(`\ufeff${JSON.stringify(QUEUED)}`))
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'created' })
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('reads a task that comes packed with %s, though not asked for', async (encoding, pack) => {
    const { server, client } = await serve((response) =>
      response.writeHead(202, { 'content-encoding': encoding }).end(pack(JSON.stringify(QUEUED))),
    )
    expect(await client.createGeneration(CREATE, never)).toMatchObject({
      kind: 'created',
      task: { id: 'task_1' },
    })
    expect(server.received[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('is in doubt after a success that is too large when unpacked, or packed in an unknown way', async () => {
    const bomb = gzipSync(`${JSON.stringify(QUEUED)}${' '.repeat(100_000)}`)
    for (const [encoding, bytes] of [
      ['gzip', bomb],
      ['gzip', gzipSync(JSON.stringify(QUEUED)).subarray(0, 30)],
      ['lzma', JSON.stringify(QUEUED)],
    ] as const) {
      const { server } = await serve((response) =>
        response.writeHead(202, { 'content-encoding': encoding }).end(bytes),
      )
      const client = connect(server.url, { maxBodyBytes: 50_000 })
      expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'in-doubt' })
    }
  })

  it('is certain that nothing happened when no connection could be made', async () => {
    const client = connect(`http://127.0.0.1:${await findFreePort()}`)
    expect(await client.createGeneration(CREATE, never)).toMatchObject({
      kind: 'not-now',
      reason: 'ECONNREFUSED',
    })
  })

  it('is certain that nothing happened when it was stopped before it began', async () => {
    const { server, client } = await serve(answerJson(202, QUEUED))
    expect(await client.createGeneration(CREATE, AbortSignal.abort())).toMatchObject({ kind: 'not-now' })
    expect(server.connections()).toBe(0)
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['the connection breaks without an answer', (response) => response.destroy()],
    ['a gateway answers 502 with a page', (response) => response.writeHead(502).end('<h1>Bad gateway</h1>')],
    [
      'the service answers 500 with a code nobody knows',
      answerJson(500, { error: { code: 'provider_down' } }),
    ],
    ['a 503 comes without a code', (response) => response.writeHead(503).end()],
    ['a gateway gives up waiting for the request', (response) => response.writeHead(408).end()],
    ['a success has an empty body', (response) => response.writeHead(202).end()],
    ['a success is a page', (response) => response.writeHead(200).end('<!doctype html>')],
    ['a success names no task', answerJson(202, { status: 'queued' })],
    ['a success names a task that can be no part of a path', answerJson(202, { ...QUEUED, id: '..' })],
    ['a success names a task that no database keeps', answerJson(202, { ...QUEUED, id: 'task\0' })],
    ['a success names a task with half a character', answerJson(202, { ...QUEUED, id: 'task\ud800' })],
    ['a success says null', answerJson(202, null)],
    [
      'a success breaks off in its body',
      (response) => {
        response.writeHead(202, { 'content-length': '500' })
        response.write('{"id":"task_1"', () => response.destroy())
      },
    ],
    [
      'a redirect says that the result is elsewhere',
      (response) => response.writeHead(303, { location: '/' }).end(),
    ],
  ])('is in doubt when %s', async (_, answer) => {
    const { client } = await serve(answer)
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'in-doubt' })
  })

  it('is in doubt when no answer comes in time, and when it is stopped meanwhile', async () => {
    const { client } = await serve(leaveOpen, { deadlineMs: 100 })
    expect(await client.createGeneration(CREATE, never)).toMatchObject({
      kind: 'in-doubt',
      reason: 'no answer in time',
    })

    const stop = new AbortController()
    const { client: stopped } = await serve(() => stop.abort())
    expect(await stopped.createGeneration(CREATE, stop.signal)).toMatchObject({
      kind: 'in-doubt',
      reason: 'stopped',
    })
  })

  it.each<[string, number, string, string]>([
    ['too few credits at the likely status', 402, 'insufficient_credits', 'insufficient_credits'],
    ['too few credits at another status', 400, 'insufficient_credits', 'insufficient_credits'],
    ['too few credits even at a 500', 500, 'insufficient_credits', 'insufficient_credits'],
    ['too few credits even at a 200', 200, 'insufficient_credits', 'insufficient_credits'],
    ['a wrong request', 400, 'validation_failed', 'validation_failed'],
    ['a key used for something else', 409, 'idempotency_conflict', 'idempotency_conflict'],
    ['a conflict of a name nobody knows', 409, 'busy', 'idempotency_conflict'],
    ['a refusal that nobody knows', 422, 'content_refused', 'generation_failed'],
    ['something named that is gone', 404, 'not_found', 'upstream_unavailable'],
    ['a payment that is required, without a code', 402, '', 'insufficient_credits'],
  ])('is refused for good for %s', async (_, status, code, ours) => {
    const { client } = await serve(
      answerJson(status, { error: { code, message: 'Because.', requestId: 'req_1' } }),
    )
    const outcome = await client.createGeneration(CREATE, never)
    expect(outcome).toMatchObject({ kind: 'refused', code: ours, reason: expect.stringContaining('req_1') })
  })

  it("hands on Rivya's own words where they help the person", async () => {
    const error = { code: 'validation_failed', message: 'prompt: is\u0000 too\u202e\u2066\nlong' }
    const { client } = await serve(answerJson(400, { error }))
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ message: 'prompt: is too long' })
  })

  it.each([
    [401, 'api_key_missing'],
    [401, 'api_key_revoked'],
    [401, 'api_key_expired'],
    [403, 'api_scope_denied'],
    [400, 'api_key_invalid'],
    [401, ''],
    [403, ''],
  ])("says that the relay's key was refused at %i %s", async (status, code) => {
    const { client } = await serve(answerJson(status, { error: { code, message: 'no' } }))
    expect(await client.createGeneration(CREATE, never)).toMatchObject({
      kind: 'refused',
      code: 'upstream_unavailable',
      message: expect.stringContaining("relay's API key"),
    })
  })

  it.each([400, 401, 402, 403, 409, 418, 423, 451])(
    "takes a page with %i, as a firewall sends it, for nobody's word and waits",
    async (status) => {
      const { client } = await serve((response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Blocked</h1>'),
      )
      const waits = { kind: 'not-now', reason: `HTTP ${status} without JSON` }
      expect(await client.createGeneration(CREATE, never)).toMatchObject(waits)
      expect(await client.uploadFile(FILE, never)).toMatchObject(waits)
    },
  )

  it.each<[string, number, string, Record<string, string>, number | null]>([
    ['when there are too many requests', 429, 'rate_limited', {}, null],
    ['and takes the pause in seconds', 429, 'rate_limited', { 'retry-after': '7' }, 7000],
    ['by the status alone', 429, '', { 'retry-after': '7' }, 7000],
    ['while the API is switched off', 503, 'public_api_disabled', {}, null],
  ])('waits %s', async (_, status, code, headers, retryAfterMs) => {
    const { client } = await serve(answerJson(status, { error: { code } }, headers))
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'not-now', retryAfterMs })
  })

  it('follows no redirect: neither the key nor the request goes elsewhere', async () => {
    const elsewhere = await startScriptedServer(answerJson(202, QUEUED))
    cleanups.push(() => elsewhere.close())
    for (const status of [301, 302, 307, 308]) {
      const { client } = await serve((response) =>
        response.writeHead(status, { location: elsewhere.url }).end(),
      )
      expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'not-now' })
    }
    expect(elsewhere.connections()).toBe(0)
  })

  it('reads at most so much of an answer that never ends', async () => {
    let cut: Promise<unknown> = Promise.reject(new Error('never called'))
    cut.catch(leaveOpen)
    const { client } = await serve(
      (response) => {
        cut = once(response, 'close')
        Readable.from(blanks()).pipe(response.writeHead(202))
      },
      { maxBodyBytes: 100_000 },
    )
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'in-doubt' })
    await cut
  })

  it('ends with an answer whose body drips for ever', async () => {
    const { client } = await serve(
      (response) => {
        const drip = setInterval(() => response.write(' '), 10)
        response.writeHead(202).on('close', () => clearInterval(drip))
      },
      { deadlineMs: 120 },
    )
    expect(await client.createGeneration(CREATE, never)).toMatchObject({ kind: 'in-doubt' })
  })
})
