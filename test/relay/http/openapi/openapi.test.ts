import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import { describeApi } from '../../../../relay/http/openapi/openapi.ts'
import { drawPng } from '../../support/draw-png.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { makePng, PROMPT } from '../../support/samples.ts'
import { type CallOptions, startWholeRelay, type WholeRelay } from '../../support/whole-relay.ts'
import { callLookRoutes } from '../routes/call-look-routes.ts'
import { compareWithDocument, described, listAnswers } from './set-up.ts'

let relay: WholeRelay
beforeAll(async () => {
  relay = await startWholeRelay({ env: { REQUESTS_PER_MINUTE: '1000' } })
})
afterAll(() => relay.close())

it('has nothing that a linter for OpenAPI would change', async () => {
  const spectral = new spectralCore.Spectral()
  spectral.setRuleset({
    extends: [[oas as RulesetDefinition, 'all']],
    // A relay does not know its operator's address. A licence has a URL or, since 3.1, an identifier, not both.
    rules: { 'contact-properties': 'off', 'license-url': 'off' },
  })
  const problems = await spectral.run(JSON.parse(JSON.stringify(describeApi())))
  expect(problems.map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`)).toEqual([])
})

it('holds every route of the app and no other', async () => {
  const { dependencies, close } = await makeIdleDependencies()
  const routes = createApp(dependencies)
    .routes.filter(({ method }) => method !== 'ALL' && method !== 'OPTIONS')
    // The admin's page is no part of what others may build on.
    .filter(({ path }) => path !== '/admin' && !path.startsWith('/admin/'))
    .map(({ method, path }) => `${method.toLowerCase()} ${toTemplate(path)}`)
  const documented = Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path.replace('{n}', '{number}')}`),
  )
  expect(documented.sort()).toEqual([...new Set(routes)].sort())
  await close()
})

it('is answered without a token, as it is', async () => {
  const response = await relay.call('/openapi.json', { bearer: null })
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(describeApi())))
})

it('describes every answer as it really is', async () => {
  const seen: string[] = []
  const wrong: string[] = []
  const call = async (path: string, options: CallOptions = {}): Promise<Response> => {
    const response = await relay.call(path, options)
    const copy = response.clone()
    const method = options.method ?? (options.body === undefined ? 'GET' : 'POST')
    const { name, problems } = await compareWithDocument(method, path, copy)
    seen.push(name)
    wrong.push(...problems.map((problem) => `${name}: ${problem}`))
    return response
  }
  const key = (name: string) => ({ headers: { 'idempotency-key': name } })
  const png = drawPng(8, 8)

  for (const path of ['/healthz', '/readyz', '/openapi.json']) await call(path, { bearer: null })
  await call('/hooks/rivya/of-somebody-else', { bearer: null, body: { type: 'generation.succeeded' } })
  await call('/v1/me')
  const upload: { id: string } = JSON.parse(await (await call('/v1/uploads', { body: png })).text())
  await call('/v1/uploads', { body: png })
  const read = await call(`/v1/uploads/${upload.id}`)
  await call(`/v1/uploads/${upload.id}`, { headers: { 'if-none-match': read.headers.get('etag') ?? '' } })
  await call(`/v1/uploads/${'0'.repeat(64)}`)
  await call('/v1/uploads', { body: 'no image' })
  await call('/v1/uploads', { body: makePng(2000, 1, 60_000, 60_000) })
  await call('/v1/uploads', { body: new Uint8Array(10_000_001) })

  const origin = { document_id: 'd1', document_name: 'Shop', node_id: '1:2', node_name: 'Card' }
  const body = {
    ...PROMPT,
    references: [{ upload_id: upload.id, name: 'Mug' }],
    origin,
    start: { kind: 'own' },
  }
  const started = await call('/v1/generations', { body, ...key('openapi-1') })
  const { id }: { id: string } = JSON.parse(await started.text())
  await call('/v1/generations', { body, ...key('openapi-1') })
  await call('/v1/generations', { body: PROMPT, ...key('openapi-1') })
  await call('/v1/generations', { body: { ...PROMPT, prompt: '' }, ...key('openapi-2') })
  await call('/v1/generations', { body: { ...PROMPT, prompt: 'a'.repeat(70_000) }, ...key('openapi-2') })
  const path = `/v1/generations/${id}`
  let cursor = '0'
  let text = ''
  while (!text.includes('succeeded')) {
    text = await (await call(`/v1/events?after=${cursor}&wait=20`)).text()
    cursor = JSON.parse(text).cursor
  }
  await call('/v1/events')
  await call('/v1/events?wait=x')
  await call(path)
  await call('/v1/generations?limit=1&starred=false&q=mug&document=d1')
  await call('/v1/generations?limit=0')
  await call(path, { method: 'PATCH', body: { starred: true } })
  await call(path, { method: 'PATCH', body: { starred: 1 } })
  const gzip = { 'content-encoding': 'gzip' }
  await call(path, { method: 'PATCH', body: { starred: true }, headers: gzip })
  await call('/v1/generations', { body, headers: { ...gzip, 'idempotency-key': 'openapi-4' } })
  await call(path, { method: 'PATCH', body: { starred: 'x'.repeat(70_000) } })
  const image = await call(`${path}/images/0`)
  const etag = { 'if-none-match': image.headers.get('etag') ?? '' }
  await call(`${path}/images/0`, { headers: etag })
  await call(`${path}/images/1`)
  await call(`${path}/thumbnail`)
  await call(`${path}/thumbnail`, { method: 'PUT', body: png })
  await call(`${path}/thumbnail`, { method: 'PUT', body: makePng(2000, 1, 321, 1) })
  await call(`${path}/thumbnail`, { method: 'PUT', body: 'no image' })
  await call(`${path}/thumbnail`, { method: 'PUT', body: new Uint8Array(64_001) })
  await call(`/v1/thumbnails?ids=${id}`)
  await call('/v1/thumbnails')
  const thumbnail = await call(`${path}/thumbnail`)
  await call(`${path}/thumbnail`, { headers: { 'if-none-match': thumbnail.headers.get('etag') ?? '' } })
  await call(`${path}/fetch`, { method: 'POST' })
  const setEnd = (values: object) =>
    relay.database.query.updateTable('generations').set(values).where('id', '=', id).execute()
  await setEnd({ status: 'failed', failure_code: 'generation_failed' })
  await call(`${path}/fetch`, { method: 'POST' })
  await setEnd({ failure_code: 'upstream_unavailable' })
  await call(`${path}/fetch`, { method: 'POST' })
  await call(path, { method: 'DELETE' })
  await call('/v1/generations', { body, ...key('openapi-1') })
  await call('/v1/generations', { body: PROMPT, bearer: relay.others.poor, ...key('openapi-3') })

  await callLookRoutes(relay, call, upload.id)

  const gone = `/v1/generations/gen_${'0'.repeat(32)}`
  await call(gone)
  await call(gone, { method: 'DELETE' })
  await call(`${gone}/fetch`, { method: 'POST' })
  await call(gone, { method: 'PATCH', body: { starred: true } })
  await call(`${gone}/thumbnail`, { method: 'PUT', body: png })

  expect(wrong).toEqual([])
  // Those of signing in need a provider: see openapi-sign-in.test.ts.
  const listed = listAnswers((path) => !path.includes('/sign-in'))
  // Any route can refuse a token or fail, see the tests of those; a database that is away has its own.
  const elsewhere = /(401|429|4XX|500|503)$/
  expect(listed.filter((name) => !elsewhere.test(name) && !seen.includes(name))).toEqual([])
})

function toTemplate(path: string): string {
  return path.replace(/:(\w+)\{(?:[^{}]|\{[^{}]*\})*\}/g, '{$1}')
}
