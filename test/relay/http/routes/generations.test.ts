import fc from 'fast-check'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errorBody, generation, generationPage } from '../../../../contract/relay-api.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { revokeToken } from '../../../../relay/store/people/tokens.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER, PROMPT, sha256 } from '../../support/samples.ts'

let idle: IdleApp
let app: ReturnType<typeof createApp>
let ada: Awaited<ReturnType<typeof addToken>>

beforeEach(async () => {
  idle = await makeIdleDependencies()
  app = createApp(idle.dependencies)
  ada = await addToken(idle.database, { dailyCredits: 12 })
})
afterEach(() => idle.close())

type Call = { method?: string; bearer?: string | null; headers?: Record<string, string>; body?: unknown }

async function call(path: string, options: Call = {}): Promise<Response> {
  const { body, bearer = ada.bearer, method = body === undefined ? 'GET' : 'POST' } = options
  return app.request(path, {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: bearer }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

const start = (key: string, body: unknown = PROMPT) =>
  call('/v1/generations', { body, headers: { 'idempotency-key': key } })

async function errorOf(response: Response) {
  const { error } = v.parse(errorBody, await response.json())
  return { status: response.status, code: error.code, message: error.message }
}

describe('starting a generation', () => {
  it('answers 202 with the generation, 200 with the same one again, and 409 for another body', async () => {
    const first = await start('key-00001')
    expect(first.status).toBe(202)
    const started = v.parse(generation, await first.json())
    expect(started).toMatchObject({ status: 'accepted', prompt: PROMPT.prompt, idempotency_key: 'key-00001' })
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(PROMPT).reverse()), null, 2)
    const again = await start('key-00001', reordered)
    expect([again.status, await again.json()]).toEqual([200, started])
    const other = await start('key-00001', { ...PROMPT, resolution: '2K' })
    expect(await errorOf(other)).toMatchObject({ status: 409, code: 'idempotency_conflict' })
  })

  it('answers 402 when the credits of the day are used, and still finds what was started', async () => {
    await start('key-00001')
    await start('key-00002')
    expect(await errorOf(await start('key-00003'))).toEqual({
      status: 402,
      code: 'quota_exceeded',
      message:
        '10 of your 12 credits of today are used; the limit begins anew on 2026-06-02. Whoever runs the relay can change it.',
    })
    expect((await start('key-00002')).status).toBe(200)
  })

  it('answers 404 for the key of a deleted generation', async () => {
    const { id } = v.parse(generation, await (await start('key-00001')).json())
    expect((await call(`/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await errorOf(await start('key-00001'))).toMatchObject({ status: 404, code: 'not_found' })
    expect((await call(`/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(404)
  })

  it.each([
    [{ ...PROMPT, prompt: '   ' }, 'prompt: must not be empty'],
    [{ ...PROMPT, prompt: 'x'.repeat(5001) }, 'prompt: must be at most 5000 characters'],
    [{ ...PROMPT, prompt: 'a\0b' }, 'prompt: must not contain a NUL or half a character'],
    [{ ...PROMPT, prompt: 'a\ud800b' }, 'prompt: must not contain a NUL or half a character'],
    [{ ...PROMPT, aspect_ratio: 'auto' }, 'aspect_ratio: must be one of 1:1, 4:3, 3:4, 16:9, 9:16, 3:2, 2:3'],
    [{ ...PROMPT, resolution: '4K' }, 'resolution: must be one of 1K, 2K'],
    [{ ...PROMPT, model: 'other' }, 'model: is not a known field'],
    [{ ...PROMPT, references: undefined }, 'references: is missing'],
    [
      { ...PROMPT, references: [{ upload_id: 'x' }] },
      'references.0.upload_id: must be a SHA-256 in lower-case hex',
    ],
    [
      { ...PROMPT, references: [{ upload_id: 'a'.repeat(64) }] },
      'references.0.upload_id: is not here; upload the image first',
    ],
    [
      { ...PROMPT, references: [{ upload_id: 'a'.repeat(64), url: 'https://example.test' }] },
      'references.0.url: is not a known field',
    ],
    [
      { ...PROMPT, references: Array.from({ length: 9 }, () => ({ upload_id: 'a'.repeat(64) })) },
      'references: must be at most 8',
    ],
  ])('names the field that is wrong in %#', async (body, message) => {
    expect(await errorOf(await start('key-00001', body))).toEqual({
      status: 400,
      code: 'validation_failed',
      message,
    })
  })

  it('takes a prompt of 5000 UTF-16 units', async () => {
    expect((await start('key-00001', { ...PROMPT, prompt: '🙂'.repeat(2500) })).status).toBe(202)
  })

  it.each([
    ['short', 'too-few'],
    ['long', 'k'.repeat(65)],
    ['with a space', 'not allowed'],
  ])('needs a key of the right form, not one too %s', async (_, key) => {
    const { status, message } = await errorOf(await start(key))
    expect([status, message]).toEqual([400, 'Idempotency-Key: must be 8 to 64 characters of A-Za-z0-9_-'])
  })

  it('needs a key', async () => {
    const { message } = await errorOf(await call('/v1/generations', { body: PROMPT }))
    expect(message).toBe('Idempotency-Key: is missing')
  })

  it.each([
    ['no JSON', '{"prompt"', {}],
    ['nothing', '', {}],
    ['another type', JSON.stringify(PROMPT), { 'content-type': 'text/plain' }],
    ['an array', '[]', {}],
    ['null', 'null', {}],
  ])('refuses %s', async (_, body, headers) => {
    const response = await call('/v1/generations', {
      method: 'POST',
      body,
      headers: { 'idempotency-key': 'key-00001', ...headers },
    })
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'validation_failed' })
  })

  it('refuses a huge body as too large and a deep one as wrong', async () => {
    const huge = await start('key-00001', { ...PROMPT, prompt: 'x'.repeat(70_000) })
    expect(await errorOf(huge)).toMatchObject({ status: 413, code: 'payload_too_large' })
    const deep = await start('key-00001', `${'['.repeat(30_000)}${']'.repeat(30_000)}`)
    expect(await errorOf(deep)).toMatchObject({ status: 400, code: 'validation_failed' })
  })

  it('answers any JSON with an error of the known form, and never with a fault of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const { status } = await errorOf(await start('key-00001', JSON.stringify(value)))
        expect(status).toBe(400)
      }),
      { numRuns: 200 },
    )
  })

  it('takes no field from an object it inherits from', async () => {
    for (const field of ['__proto__', 'constructor', 'toString']) {
      const text = JSON.stringify(PROMPT).replace('{', `{${JSON.stringify(field)}:{"prompt":"x"},`)
      expect(await errorOf(await start('key-00001', text))).toMatchObject({
        status: 400,
        message: `${field}: is not a known field`,
      })
    }
  })
})

describe('the list', () => {
  it('comes newest first in pages that lead on', async () => {
    const rows = []
    for (let number = 0; number < 5; number += 1) {
      rows.push(await accept(idle.database, ada.id, { estimatedCredits: 1 }))
    }
    const ids = []
    let path = '/v1/generations?limit=2'
    for (let pages = 0; pages < 3; pages += 1) {
      const page = v.parse(generationPage, await (await call(path)).json())
      ids.push(...page.generations.map((each) => each.id))
      path = `/v1/generations?limit=2&before=${page.next}`
      expect(page.next === null).toBe(pages === 2)
    }
    expect(ids).toEqual(rows.map((row) => row.id).reverse())
  })

  it('gives back what a generation started from', async () => {
    const data = makePng(100, 1)
    const upload = { id: sha256(data), header: PNG_HEADER, data }
    await saveUpload(idle.database, ada.id, upload, NOON)
    const body = { ...PROMPT, references: [{ upload_id: upload.id }], start: { kind: 'below', name: 'Hero' } }
    const answer = await call('/v1/generations', {
      body,
      headers: { 'idempotency-key': 'starts-from-1' },
    })
    const { id, start } = v.parse(generation, await answer.json())
    expect(start).toEqual({ kind: 'below', name: 'Hero' })
    expect(v.parse(generation, await (await call(`/v1/generations/${id}`)).json()).start).toEqual(start)
  })

  it.each([
    ['of a kind it does not know', { kind: 'above' }, [], /start\.kind/],
    ['without a picture', { kind: 'own' }, [], /start: needs a first reference/],
    ['with a field it does not know', { kind: 'own', url: 'https://a.test' }, [], /start\.url/],
  ])('refuses a start %s', async (_, start, references, message) => {
    const answer = await call('/v1/generations', {
      body: { ...PROMPT, references, start },
      headers: { 'idempotency-key': 'starts-from-2' },
    })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(message)
  })

  it('filters by words of the prompt, document and star', async () => {
    const origin = { document_id: 'doc 1', node_id: '1:2' }
    const mug = await accept(idle.database, ada.id, { request: { ...PROMPT, prompt: 'A red MUG', origin } })
    await accept(idle.database, ada.id, { request: { ...PROMPT, prompt: 'A blue mug' } })
    const starred = await call(`/v1/generations/${mug.id}`, { method: 'PATCH', body: { starred: true } })
    expect(v.parse(generation, await starred.json())).toMatchObject({ starred: true, origin })
    for (const query of [
      'q=mug%20red',
      'document=doc%201',
      'starred=true',
      'q=red&document=doc%201&starred=true',
    ]) {
      const page = v.parse(generationPage, await (await call(`/v1/generations?${query}`)).json())
      expect(
        page.generations.map((each) => each.id),
        query,
      ).toEqual([mug.id])
    }
    const unstarred = v.parse(generationPage, await (await call('/v1/generations?starred=false')).json())
    expect(unstarred.generations).toHaveLength(1)
  })

  it.each(['limit=0', 'limit=x', 'before=x', 'starred=yes', 'other=1', 'q=%00', `q=${'x'.repeat(201)}`])(
    'refuses %s',
    async (query) => {
      expect(await errorOf(await call(`/v1/generations?${query}`))).toMatchObject({ status: 400 })
    },
  )

  it('gives at most 200 at once, however many are asked for', async () => {
    const rich = await addToken(idle.database)
    for (let number = 0; number < 201; number += 1) await accept(idle.database, rich.id)
    const answer = await call('/v1/generations?limit=1000', { bearer: rich.bearer })
    const page = v.parse(generationPage, await answer.json())
    expect(page.generations).toHaveLength(200)
    expect(page.next).not.toBeNull()
  })
})

describe('the door', () => {
  it.each([
    ['no token', null],
    ['something else', 'Basic abc'],
    ['a token of the wrong form', 'Bearer rl_abc'],
    ['an unknown token', `Bearer rl_${'0'.repeat(12)}_${'x'.repeat(43)}`],
  ])('is shut for %s, also where there is nothing', async (_, bearer) => {
    for (const path of ['/v1/me', '/v1/generations', '/v1/nothing', '/v1']) {
      const response = await call(path, { bearer })
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      expect(await errorOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' })
    }
  })

  it('is shut for a right id with a wrong secret', async () => {
    const wrong = `${ada.bearer.slice(0, -1)}${ada.bearer.endsWith('A') ? 'B' : 'A'}`
    expect((await call('/v1/me', { bearer: wrong })).status).toBe(401)
  })

  it('is shut at once for a revoked token, and for an expired one', async () => {
    const ending = await addToken(idle.database, { expiresAt: NOON })
    const lasting = await addToken(idle.database, { expiresAt: NOON + 1 })
    expect((await call('/v1/me', { bearer: ending.bearer })).status).toBe(401)
    expect((await call('/v1/me', { bearer: lasting.bearer })).status).toBe(200)
    await revokeToken(idle.database, ada.tokenId, NOON)
    expect((await call('/v1/me')).status).toBe(401)
  })

  it('lets nobody in when the database is away, and says so without details', async () => {
    await idle.database.close()
    const failed = await call('/v1/me')
    expect(await errorOf(failed)).toMatchObject({
      status: 500,
      code: 'internal',
      message: 'The relay had a fault of its own.',
    })
    idle = await makeIdleDependencies()
  })

  it('lets so many requests a minute through and names the wait', async () => {
    const strict = await makeIdleDependencies(3)
    const token = await addToken(strict.database)
    const limited = createApp(strict.dependencies)
    const ask = (path: string) => limited.request(path, { headers: { authorization: token.bearer } })
    const statuses = []
    for (let request = 0; request < 4; request += 1) statuses.push((await ask('/v1/generations')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await ask('/v1/generations')
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(v.parse(errorBody, await refused.json()).error).toMatchObject({
      code: 'rate_limited',
      retry_after_ms: 60_000,
    })
    // Polling without waiting is no way around it.
    expect((await ask('/v1/events')).status).toBe(429)
    const other = await addToken(strict.database)
    const free = await limited.request('/v1/me', { headers: { authorization: other.bearer } })
    expect(free.status).toBe(200)
    await strict.close()
  })

  it('lets an address try 120 wrong tokens a minute, and the right one always', async () => {
    const statuses = new Map<number, number>()
    for (let attempt = 0; attempt < 125; attempt += 1) {
      const { status } = await call('/v1/me', { bearer: `Bearer rl_${'0'.repeat(12)}_${'x'.repeat(43)}` })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(statuses)).toEqual({ 401: 120, 429: 5 })
    expect((await call('/v1/me')).status).toBe(200)
  })
})

describe('every answer', () => {
  it.each([
    ['/healthz', 200],
    ['/readyz', 200],
    ['/nothing', 404],
    ['/v1/me', 401],
  ])('of %s may be read by any origin and carries a fresh id', async (path, status) => {
    const response = await call(path, { bearer: null, headers: { 'x-request-id': 'mine', origin: 'null' } })
    expect(response.status).toBe(status)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const exposed = response.headers.get('access-control-expose-headers') ?? ''
    for (const header of ['Retry-After', 'X-Request-Id', 'ETag']) expect(exposed).toContain(header)
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f-]{36}$/)
  })

  it('to a preflight names what the panel sends, without a token', async () => {
    const response = await app.request('/v1/generations', {
      method: 'OPTIONS',
      headers: { origin: 'null', 'access-control-request-private-network': 'true' },
    })
    expect(response.status).toBe(204)
    const allowed = response.headers.get('access-control-allow-headers') ?? ''
    for (const header of ['Authorization', 'Content-Type', 'Idempotency-Key'])
      expect(allowed).toContain(header)
    expect(response.headers.get('access-control-allow-methods')).toContain('DELETE')
    expect(response.headers.get('access-control-allow-private-network')).toBe('true')
  })

  it('to a path with tricks in it is 404 and never a fault', async () => {
    const tricks = [
      '%00',
      '..%2f..%2fme',
      '%ff',
      `gen_${'0'.repeat(31)}`,
      `gen_${'0'.repeat(32)}%00`,
      '*',
      "' or 1=1",
    ]
    for (const trick of tricks) {
      expect((await call(`/v1/generations/${trick}`)).status, trick).toBe(404)
    }
  })
})

describe('fetching a paid image again', () => {
  const end = (id: string, values: object) =>
    idle.database.query.updateTable('generations').set(values).where('id', '=', id).execute()
  const givenUp = {
    status: 'failed',
    failure_code: 'upstream_unavailable',
    failure_message: 'It could not be read.',
    upstream_task_id: 'task_1',
    next_step_at: null,
  } as const
  const fetchPath = (id: string) => `/v1/generations/${id}/fetch`

  it('is offered for what was given up, and goes on with it once', async () => {
    const { id } = await accept(idle.database, ada.id)
    await end(id, givenUp)
    const shown = v.parse(generation, await (await call(`/v1/generations/${id}`)).json())
    expect(shown.can_fetch_again).toBe(true)
    const begun = await call(fetchPath(id), { method: 'POST' })
    expect(begun.status).toBe(202)
    expect(v.parse(generation, await begun.json())).toMatchObject({
      status: 'downloading',
      failure: null,
      can_fetch_again: false,
      credits: shown.credits,
    })
    expect((await call(fetchPath(id), { method: 'POST' })).status).toBe(200)
  })

  it.each([
    ['Rivya has ended', { ...givenUp, failure_code: 'generation_failed' }],
    ['was never sent', { ...givenUp, upstream_task_id: null }],
    ['was never confirmed', { status: 'unknown', upstream_task_id: null, next_step_at: null }],
  ] as const)('is refused for one that %s', async (_, values) => {
    const { id } = await accept(idle.database, ada.id)
    await end(id, values)
    const shown = v.parse(generation, await (await call(`/v1/generations/${id}`)).json())
    expect(shown.can_fetch_again).toBe(false)
    const refused = await errorOf(await call(fetchPath(id), { method: 'POST' }))
    expect(refused).toMatchObject({ status: 400, code: 'validation_failed' })
  })

  it("finds no other user's, and none that was deleted", async () => {
    const { id } = await accept(idle.database, ada.id)
    await end(id, givenUp)
    const { bearer } = await addToken(idle.database, { name: 'Ben' })
    expect((await call(fetchPath(id), { method: 'POST', bearer })).status).toBe(404)
    await call(`/v1/generations/${id}`, { method: 'DELETE' })
    expect((await call(fetchPath(id), { method: 'POST' })).status).toBe(404)
  })
})
