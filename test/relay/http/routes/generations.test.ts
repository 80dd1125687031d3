import fc from 'fast-check'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { generation } from '../../../../contract/relay-api.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { makePng, NOON, PNG_HEADER, PROMPT, sha256 } from '../../support/samples.ts'
import { type AppStage, errorOf, startAppStage } from '../app-stage.ts'

let stage: AppStage
beforeEach(async () => {
  stage = await startAppStage()
})
afterEach(() => stage.close())

it('answers 202 with the generation, 200 with the same one again, and 409 for another body', async () => {
  const first = await stage.start('key-00001')
  expect(first.status).toBe(202)
  const started = v.parse(generation, await first.json())
  expect(started).toMatchObject({ status: 'accepted', prompt: PROMPT.prompt, idempotency_key: 'key-00001' })
  const reordered = JSON.stringify(Object.fromEntries(Object.entries(PROMPT).reverse()), null, 2)
  const again = await stage.start('key-00001', reordered)
  expect([again.status, await again.json()]).toEqual([200, started])
  const other = await stage.start('key-00001', { ...PROMPT, resolution: '2K' })
  expect(await errorOf(other)).toMatchObject({ status: 409, code: 'idempotency_conflict' })
})

it('answers 402 when the credits of the day are used, and still finds what was started', async () => {
  await stage.start('key-00001')
  await stage.start('key-00002')
  expect(await errorOf(await stage.start('key-00003'))).toEqual({
    status: 402,
    code: 'quota_exceeded',
    message:
      '10 of your 12 credits of today are used; the limit begins anew on 2026-06-02. Whoever runs the relay can change it.',
  })
  expect((await stage.start('key-00002')).status).toBe(200)
})

it('answers 404 for the key of a deleted generation', async () => {
  const { id } = v.parse(generation, await (await stage.start('key-00001')).json())
  expect((await stage.call(`/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await errorOf(await stage.start('key-00001'))).toMatchObject({ status: 404, code: 'not_found' })
  expect((await stage.call(`/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(404)
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
  expect(await errorOf(await stage.start('key-00001', body))).toEqual({
    status: 400,
    code: 'validation_failed',
    message,
  })
})

it('takes a prompt of 5000 UTF-16 units', async () => {
  expect((await stage.start('key-00001', { ...PROMPT, prompt: '🙂'.repeat(2500) })).status).toBe(202)
})

it.each([
  ['short', 'too-few'],
  ['long', 'k'.repeat(65)],
  ['with a space', 'not allowed'],
])('needs a key of the right form, not one too %s', async (_, key) => {
  const { status, message } = await errorOf(await stage.start(key))
  expect([status, message]).toEqual([400, 'Idempotency-Key: must be 8 to 64 characters of A-Za-z0-9_-'])
})

it('needs a key', async () => {
  const { message } = await errorOf(await stage.call('/v1/generations', { body: PROMPT }))
  expect(message).toBe('Idempotency-Key: is missing')
})

it.each([
  ['no JSON', '{"prompt"', {}],
  ['nothing', '', {}],
  ['another type', JSON.stringify(PROMPT), { 'content-type': 'text/plain' }],
  ['an array', '[]', {}],
  ['null', 'null', {}],
])('refuses %s', async (_, body, headers) => {
  const response = await stage.call('/v1/generations', {
    method: 'POST',
    body,
    headers: { 'idempotency-key': 'key-00001', ...headers },
  })
  expect(await errorOf(response)).toMatchObject({ status: 400, code: 'validation_failed' })
})

it('refuses a huge body as too large and a deep one as wrong', async () => {
  const huge = await stage.start('key-00001', { ...PROMPT, prompt: 'x'.repeat(70_000) })
  expect(await errorOf(huge)).toMatchObject({ status: 413, code: 'payload_too_large' })
  const deep = await stage.start('key-00001', `${'['.repeat(30_000)}${']'.repeat(30_000)}`)
  expect(await errorOf(deep)).toMatchObject({ status: 400, code: 'validation_failed' })
})

it('answers any JSON with an error of the known form, and never with a fault of its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
      const { status } = await errorOf(await stage.start('key-00001', JSON.stringify(value)))
      expect(status).toBe(400)
    }),
    { numRuns: 200 },
  )
})

it('takes no field from an object it inherits from', async () => {
  for (const field of ['__proto__', 'constructor', 'toString']) {
    const text = JSON.stringify(PROMPT).replace('{', `{${JSON.stringify(field)}:{"prompt":"x"},`)
    expect(await errorOf(await stage.start('key-00001', text))).toMatchObject({
      status: 400,
      message: `${field}: is not a known field`,
    })
  }
})

it('gives back what a generation started from', async () => {
  const data = makePng(100, 1)
  const upload = { id: sha256(data), header: PNG_HEADER, data }
  await saveUpload(stage.database, stage.ada.id, upload, NOON)
  const body = { ...PROMPT, references: [{ upload_id: upload.id }], start: { kind: 'below', name: 'Hero' } }
  const answer = await stage.call('/v1/generations', {
    body,
    headers: { 'idempotency-key': 'starts-from-1' },
  })
  const { id, start } = v.parse(generation, await answer.json())
  expect(start).toEqual({ kind: 'below', name: 'Hero' })
  expect(v.parse(generation, await (await stage.call(`/v1/generations/${id}`)).json()).start).toEqual(start)
})

it.each([
  ['of a kind it does not know', { kind: 'above' }, [], /start\.kind/],
  ['without a picture', { kind: 'own' }, [], /start: needs a first reference/],
  ['with a field it does not know', { kind: 'own', url: 'https://a.test' }, [], /start\.url/],
])('refuses a start %s', async (_, start, references, message) => {
  const answer = await stage.call('/v1/generations', {
    body: { ...PROMPT, references, start },
    headers: { 'idempotency-key': 'starts-from-2' },
  })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toMatch(message)
})
