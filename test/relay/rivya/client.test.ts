import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { answerJson, type Received } from './scripted-server.ts'
import { CREATE, FILE, KEY, never, QUEUED, serve } from './serve-client.ts'

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
