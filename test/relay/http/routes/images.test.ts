import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errorBody, generation, me } from '../../../../contract/relay-api.ts'
import { BlobsAway } from '../../../../relay/blobs/blob-store.ts'
import { combineBlobs } from '../../../../relay/blobs/blobs.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import {
  accept,
  addToken,
  drawPng,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  sha256,
} from '../../support/samples.ts'
import { assertDocumented } from '../openapi/set-up.ts'

let idle: IdleApp
let app: ReturnType<typeof createApp>
let ada: { id: string; bearer: string }
let id: string

beforeEach(async () => {
  idle = await makeIdleDependencies()
  app = createApp(idle.dependencies)
  ada = await addToken(idle.database, { dailyCredits: 30 })
  const row = await accept(idle.database, ada.id)
  id = row.id
  await idle.database.query.updateTable('generations').set({ lease_owner: 'me' }).execute()
  const images = [1, 2].map((seed) => ({ header: PNG_HEADER, bytes: drawPng(seed) }))
  await saveStep(idle.database, row, { change: { status: 'succeeded' }, owner: 'me', now: NOON, images })
})
afterEach(() => idle.close())

const call = (path: string, init: RequestInit = {}, bearer = ada.bearer) =>
  app.request(path, { ...init, headers: { authorization: bearer, ...init.headers } })

const codeOf = async (response: Response) => v.parse(errorBody, await response.json()).error.code

it('gives each image by its place, for this caller to keep', async () => {
  const response = await call(`/v1/generations/${id}/images/1`)
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(drawPng(2))
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    etag: `"${sha256(drawPng(2))}"`,
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
    'content-security-policy': "default-src 'none'; sandbox",
  })
})

it('answers 304 to whoever has the image already, and the image to whoever has another', async () => {
  const etag = `"${sha256(drawPng(1))}"`
  for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const response = await call(`/v1/generations/${id}/images/0`, { headers: { 'if-none-match': header } })
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([304, 0])
    expect(response.headers.get('etag')).toBe(etag)
  }
  const stale = await call(`/v1/generations/${id}/images/0`, { headers: { 'if-none-match': '"x"' } })
  expect(stale.status).toBe(200)
})

it.each(['2', '99', '-1', 'x', '0x0', '00000', ''])('has no image %j', async (number) => {
  expect((await call(`/v1/generations/${id}/images/${number}`)).status).toBe(404)
})

it('gives nothing to another user', async () => {
  const ben = await addToken(idle.database)
  await call(`/v1/generations/${id}/thumbnail`, { method: 'PUT', body: drawPng(3) })
  for (const path of ['', '/images/0', '/thumbnail']) {
    const response = await call(`/v1/generations/${id}${path}`, {}, ben.bearer)
    expect([response.status, await codeOf(response)]).toEqual([404, 'not_found'])
  }
  for (const [method, path, body] of [
    ['DELETE', '', undefined],
    ['PATCH', '', '{"starred":true}'],
    ['PUT', '/thumbnail', drawPng(4)],
  ] as const) {
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? { method } : { method, body, headers }
    expect((await call(`/v1/generations/${id}${path}`, init, ben.bearer)).status).toBe(404)
  }
  const mine = v.parse(generation, await (await call(`/v1/generations/${id}`)).json())
  expect(mine).toMatchObject({ starred: false, has_thumbnail: true })
})

it('keeps the thumbnail that the panel hands back, and lets it be replaced', async () => {
  const path = `/v1/generations/${id}/thumbnail`
  expect((await call(path)).status).toBe(404)
  for (const seed of [5, 6]) {
    expect((await call(path, { method: 'PUT', body: drawPng(seed) })).status).toBe(204)
    const response = await call(path)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(drawPng(seed))
    expect(response.headers.get('cache-control')).toBe('private, no-cache')
    expect(response.headers.get('content-type')).toBe('image/png')
  }
})

it('gives many thumbnails in one answer, without those that are not there or another user’s', async () => {
  const [second, without] = [await accept(idle.database, ada.id), await accept(idle.database, ada.id)]
  const ben = await addToken(idle.database)
  const bens = await accept(idle.database, ben.id)
  for (const [seed, each, bearer] of [
    [7, id, ada.bearer],
    [8, second.id, ada.bearer],
    [9, bens.id, ben.bearer],
  ] as const) {
    await call(`/v1/generations/${each}/thumbnail`, { method: 'PUT', body: drawPng(seed) }, bearer)
  }
  const ask = async (ids: string[]) => {
    const form = await (await call(`/v1/thumbnails?ids=${ids}`)).formData()
    const files = [...form].map(async ([name, file]) =>
      file instanceof Blob ? [name, file.type, new Uint8Array(await file.arrayBuffer())] : [name],
    )
    return Promise.all(files)
  }
  const files = await ask([without.id, second.id, bens.id, id])
  expect(Object.fromEntries(files.map(([name, ...file]) => [name, file]))).toEqual({
    [id]: ['image/png', drawPng(7)],
    [second.id]: ['image/png', drawPng(8)],
  })
  expect(await ask([without.id])).toEqual([])
})

it.each([
  ['none', []],
  ['one that is no id', ['x']],
  ['more than fifty', Array<string>(51).fill(`gen_${'0'.repeat(32)}`)],
])('names no thumbnails by %s', async (_what, ids) => {
  expect(await codeOf(await call(`/v1/thumbnails?ids=${ids}`))).toBe('validation_failed')
})

it('refuses a thumbnail that is too large, too wide or no image', async () => {
  const put = (body: BodyInit) => call(`/v1/generations/${id}/thumbnail`, { method: 'PUT', body })
  expect(await codeOf(await put(makePng(64_001)))).toBe('payload_too_large')
  expect(await codeOf(await put(makePng(64, 0, 321, 8)))).toBe('validation_failed')
  expect(await codeOf(await put('<svg/>'))).toBe('unsupported_media_type')
  expect((await put(makePng(64_000, 0, 320, 320))).status).toBe(204)
})

it('tells the caller who they are, what is left and what the model takes', async () => {
  const answer = v.parse(me, await (await call('/v1/me')).json())
  expect(answer).toEqual({
    name: 'Ada',
    person: { id: ada.id, name: 'Ada', role: 'member' },
    team: null,
    is_paused: false,
    credits: {
      balance: 100,
      daily_limit: 30,
      used_today: 5,
      limits: [{ of: 'person', period: 'day', limit: 30, used: 5, resets_at: '2026-06-02T00:00:00.000Z' }],
    },
    model: {
      id: 'flux-2-pro',
      base_credits: 5,
      max_prompt_length: 5000,
      aspect_ratios: ['1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3'],
      resolutions: ['1K', '2K'],
      max_references: 8,
      max_reference_bytes: 10_000_000,
    },
  })
})

describe('while the images can not be reached', () => {
  const away = () => Promise.reject(new BlobsAway('no answer', 12_000))
  beforeEach(() => {
    const { dependencies, database } = idle
    const { blobs } = database
    const broken = { ...blobs, read: away, readWhole: away, open: away, put: away, has: away }
    app = createApp({ ...dependencies, database: { ...database, blobs: broken } })
  })

  it.each([
    ['GET', '/images/0', undefined],
    ['PUT', '/thumbnail', makePng()],
  ])('%s %s answers 503 and when to come back, as the document says', async (method, path, body) => {
    const response = await call(`/v1/generations/${id}${path}`, { method, body: body ?? null })
    expect(response.status).toBe(503)
    await assertDocumented(method, `/v1/generations/${id}${path}`, response.clone())
    expect(response.headers.get('retry-after')).toBe('12')
    const { error } = v.parse(errorBody, await response.json())
    expect(error).toMatchObject({ code: 'upstream_unavailable', retry_after_ms: 12_000 })
    expect(error.message).toContain('kept')
  })

  it('takes no reference, and says when to come back', async () => {
    const response = await call('/v1/uploads', { method: 'POST', body: makePng() })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '12'])
    await assertDocumented('POST', '/v1/uploads', response)
  })

  it('answers 304 all the same to whoever has the image', async () => {
    const headers = { 'if-none-match': `"${sha256(drawPng(1))}"` }
    expect((await call(`/v1/generations/${id}/images/0`, { headers })).status).toBe(304)
  })

  it('starts, lists and deletes generations all the same', async () => {
    const headers = { 'idempotency-key': 'while-away', 'content-type': 'application/json' }
    const start = { method: 'POST', headers, body: JSON.stringify(PROMPT) }
    expect((await call('/v1/generations', start)).status).toBe(202)
    expect((await call('/v1/generations')).status).toBe(200)
    expect((await call(`/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await call('/readyz')).status).toBe(200)
  })
})

describe('bytes that are not those of the image', () => {
  const serve = (readImage: (hash: string, offset?: number) => Promise<Uint8Array | undefined>) => {
    const { dependencies, database } = idle
    const blobs = combineBlobs({ ...database.blobs.beside, read: readImage }, null)
    app = createApp({ ...dependencies, database: { ...database, blobs } })
  }

  it.each([
    ['other bytes of the same length', new Uint8Array(drawPng(1).length)],
    ['none', undefined],
  ])('are not given out: %s', async (_what, bytes) => {
    serve(async () => bytes)
    expect((await call(`/v1/generations/${id}/images/0`)).status).toBe(503)
  })

  it('break the connection when they come late', async () => {
    serve(async (_hash, offset = 0) =>
      drawPng(1)
        .subarray(offset, offset + 10)
        .map((byte) => (offset > 0 ? 0 : byte)),
    )
    const response = await call(`/v1/generations/${id}/images/0`)
    expect(response.status).toBe(200)
    await expect(response.arrayBuffer()).rejects.toThrow()
  })
})
