import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createRivyaClient, makeGenerationBody, type RivyaClient } from '../../../relay/rivya/client.ts'
import type { Limits } from '../../../relay/rivya/transport.ts'
import {
  answerJson,
  freePort,
  type Received,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts'

const KEY = 'rvya_sk_0123456789abcdef'
const BODY = makeGenerationBody({
  prompt: 'A mug – “naïve” 🍵\n',
  aspectRatio: '1:1',
  resolution: '1K',
  references: [],
  clientRequestId: 'r1',
})
const CREATE = { body: BODY, idempotencyKey: 'key-00000001' }
const FILE = {
  name: 'mug.png',
  mimeType: 'image/png',
  byteCount: 3,
  get pieces() {
    return pieces(Uint8Array.of(1, 2), Uint8Array.of(3))
  },
  clientRequestId: 'r1',
}
async function* pieces(...all: Uint8Array[]) {
  yield* all
}

const QUEUED = {
  id: 'task_1',
  status: 'queued',
  reserved_credits: 5,
  final_credits: 0,
  result: null,
  error: null,
}

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function serve(
  answer: (response: ServerResponse, request: Received) => void,
  limits: Partial<Limits> = {},
): Promise<{ server: ScriptedServer; client: RivyaClient }> {
  const server = await startScriptedServer(answer)
  const client = connect(server.url, limits)
  cleanups.push(() => server.close())
  return { server, client }
}

function connect(baseUrl: string, limits: Partial<Limits> = {}): RivyaClient {
  const client = createRivyaClient({ baseUrl, apiKey: KEY, limits })
  cleanups.push(() => client.close())
  return client
}

function* blanks(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(4096, 32)
}

const leaveOpen = () => undefined

const never = new AbortController().signal

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
    const client = connect(`http://127.0.0.1:${await freePort()}`)
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

describe('looking at a generation', () => {
  it('reads a finished task, with what its times say', async () => {
    const { server, client } = await serve(
      answerJson(200, {
        ...QUEUED,
        status: 'succeeded',
        final_credits: 5,
        created_at: '2026-06-01T09:30:00.000Z',
        updated_at: '2026-06-01T09:30:41.500Z',
        result: { primary_url: 'https://a.test/1', urls: ['https://a.test/1', 'https://a.test/2'] },
      }),
    )
    expect(await client.getGeneration('task_1', never)).toEqual({
      kind: 'task',
      task: {
        id: 'task_1',
        status: 'succeeded',
        reservedCredits: 5,
        finalCredits: 5,
        urls: ['https://a.test/1', 'https://a.test/2'],
        error: null,
        saidMs: 41_500,
      },
    })
    expect(server.received[0]).toMatchObject({ method: 'GET', path: '/api/v1/generations/task_1' })
  })

  it('encodes the id, so that it can not lead to another path', async () => {
    const { server, client } = await serve(answerJson(200, QUEUED))
    await client.getGeneration('../credits?x=1#/ä', never)
    expect(server.received[0]?.path).toBe('/api/v1/generations/..%2Fcredits%3Fx%3D1%23%2F%C3%A4')
  })

  it("believes that a task is missing only in Rivya's own words", async () => {
    const { client } = await serve(answerJson(404, { error: { code: 'not_found' } }))
    expect(await client.getGeneration('task_1', never)).toEqual({ kind: 'missing' })
    const { client: gateway } = await serve((response) => response.writeHead(404).end('<h1>Not found</h1>'))
    expect(await gateway.getGeneration('task_1', never)).toMatchObject({ kind: 'not-now' })
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['401', answerJson(401, { error: { code: 'api_key_revoked' } })],
    ['400', answerJson(400, { error: { code: 'validation_failed' } })],
    ['500', answerJson(500, {})],
    ['an empty 200', (response) => response.end()],
    ['a page', (response) => response.end('<html>')],
    ['a cut', (response) => response.destroy()],
  ])('is only put off by %s: the task may be paid', async (_, answer) => {
    const { client } = await serve(answer)
    expect(await client.getGeneration('task_1', never)).toMatchObject({ kind: 'not-now' })
  })

  it('takes the pause that a 429 asks for', async () => {
    const { client } = await serve(answerJson(429, {}, { 'retry-after': '30' }))
    expect(await client.getGeneration('task_1', never)).toMatchObject({
      kind: 'not-now',
      retryAfterMs: 30_000,
    })
  })
})

describe('uploading a reference', () => {
  it('sends the file, its kind, the model and the trace id', async () => {
    const { server, client } = await serve(answerJson(201, { url: 'https://files.test/1' }))
    const name = 'mug "1"\r\nx: y.png'
    expect(await client.uploadFile({ ...FILE, name, clientRequestId: 'c'.repeat(300) }, never)).toEqual({
      kind: 'uploaded',
      url: 'https://files.test/1',
    })
    const [call] = server.received
    expect(call).toMatchObject({ method: 'POST', path: '/api/v1/files' })
    const form = await new Response(call?.body, {
      headers: { 'content-type': call?.headers['content-type'] ?? '' },
    }).formData()
    expect([...form.keys()]).toEqual(['file', 'kind', 'model', 'client_request_id'])
    expect(form.get('kind')).toBe('image')
    expect(form.get('model')).toBe('flux-2-pro')
    expect(form.get('client_request_id')).toBe('c'.repeat(128))
    expect(form.get('file')).toMatchObject({ type: 'image/png', size: 3 })
  })

  it.each<[string, (response: ServerResponse) => void, object]>([
    [
      'a 400',
      answerJson(400, { error: { code: 'validation_failed' } }),
      { kind: 'refused', code: 'validation_failed' },
    ],
    ['a 413', (response) => response.writeHead(413).end(), { kind: 'refused', code: 'payload_too_large' }],
    [
      'a 415',
      (response) => response.writeHead(415).end(),
      { kind: 'refused', code: 'unsupported_media_type' },
    ],
    ['a 401', answerJson(401, {}), { kind: 'refused', code: 'upstream_unavailable' }],
    ['a 429', answerJson(429, {}, { 'retry-after': '3' }), { kind: 'not-now', retryAfterMs: 3000 }],
    ['a 500', answerJson(500, {}), { kind: 'not-now' }],
    ['a cut', (response) => response.destroy(), { kind: 'not-now' }],
    ['a success without a link', answerJson(201, { id: 'file_1' }), { kind: 'not-now' }],
    ['a link that is none', answerJson(201, { url: 'soon' }), { kind: 'not-now' }],
  ])('makes of %s what it is', async (_, answer, outcome) => {
    const { client } = await serve(answer)
    expect(await client.uploadFile(FILE, never)).toMatchObject(outcome)
  })
})

describe('credits and model', () => {
  it('reads the balance', async () => {
    const { client } = await serve(answerJson(200, { current_credits: 123 }))
    expect(await client.getCredits(never)).toBe(123)
  })

  it.each([
    [200, {}],
    [200, { current_credits: '9' }],
    [500, { current_credits: null }],
    [401, {}],
  ])('has no balance from %i %j', async (status, body) => {
    const { client } = await serve(answerJson(status, body))
    expect(await client.getCredits(never)).toBeNull()
  })

  it('asks for the public model without the key', async () => {
    const { server, client } = await serve(
      answerJson(200, {
        data: [null, 7, { id: 'z-image' }, { id: 'flux-2-pro', base_credits: 6, extra: {} }],
      }),
    )
    expect(await client.getModel(never)).toEqual({ baseCredits: 6, maxPromptLength: null })
    expect(server.received[0]?.headers.authorization).toBeUndefined()
  })

  it.each([0, -5, '6', 1e10, 1e308])('knows no price from %j', async (base_credits) => {
    const { client } = await serve(answerJson(200, { data: [{ id: 'flux-2-pro', base_credits }] }))
    expect(await client.getModel(never)).toEqual({ baseCredits: null, maxPromptLength: null })
  })

  it.each([{}, { data: null }, { data: [] }, [], 'no'])('knows no model from %j', async (body) => {
    const { client } = await serve(answerJson(200, body))
    expect(await client.getModel(never)).toBeNull()
  })
})

it('logs of a refusal its code and request id where they are such, and no text', async () => {
  const refuse = async (error: object) => {
    const { client } = await serve(answerJson(400, { error }))
    return client.createGeneration(CREATE, never)
  }
  const named = await refuse({ code: 'teapot', message: 'a mug', requestId: 'req_1' })
  expect(named).toMatchObject({ reason: 'HTTP 400 teapot req_1' })
  const told = await refuse({ code: 'prompt "a mug" is bad', message: 'a mug', requestId: 'for a mug' })
  expect(told).toMatchObject({ message: 'a mug', reason: 'HTTP 400' })
})

describe('the key', () => {
  it('is in no outcome, whatever quotes it', async () => {
    const quote = (response: ServerResponse, { headers }: Received) => {
      const message = `you sent ${headers.authorization}`
      const error = { code: 'validation_failed', message, requestId: KEY }
      const status = headers['idempotency-key'] === 'task' ? 200 : 400
      answerJson(status, status === 200 ? { id: 't', status: 'failed', error } : { error })(response)
    }
    const { client } = await serve(quote)
    const outcomes = [
      await client.createGeneration(CREATE, never),
      await client.createGeneration({ ...CREATE, idempotencyKey: 'task' }, never),
      await client.getGeneration('t', never),
      await client.uploadFile(FILE, never),
    ]
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refused', 'created', 'not-now', 'refused'])
    expect(JSON.stringify(outcomes)).toContain('you sent Bearer [key]')
    expect(JSON.stringify(outcomes)).not.toContain(KEY)
  })
})
