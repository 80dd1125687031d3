import { afterAll, beforeAll, expect, it } from 'vitest'
import { drawPng } from '../support/draw-png.ts'
import { type RecordingRivya, startRecordingRivya } from '../support/recording-rivya.ts'
import { PROMPT } from '../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

let recording: RecordingRivya
let relay: WholeRelay
let requestId: string | null
let uploadRequestId: string | null = null
beforeAll(async () => {
  relay = await startWholeRelay({
    async rivyaUrl(standIn) {
      recording = await startRecordingRivya(standIn)
      return recording.url
    },
  })
  const headers = {
    'user-agent': 'secret-agent',
    'x-forwarded-for': '203.0.113.9',
    'x-api-key': 'secret-header',
    cookie: 'secret-cookie=1',
    referer: 'https://secret-page.example',
    'x-request-id': 'secret-request-id',
  }
  const upload = await relay.call('/v1/uploads', { body: drawPng(8, 8), headers })
  const { id: upload_id }: { id: string } = JSON.parse(await upload.text())
  uploadRequestId = upload.headers.get('x-request-id')
  const body = {
    ...PROMPT,
    references: [
      { upload_id, name: 'secret-name-one' },
      { upload_id, name: 'secret-name-two' },
    ],
    origin: {
      document_id: 'secret-document',
      document_name: 'secret-file',
      node_id: 'secret-node',
      node_name: 'secret-layer',
    },
    start: { kind: 'own', name: 'secret-start' },
  }
  const started = await relay.call('/v1/generations', {
    body,
    headers: { ...headers, 'idempotency-key': 'secret-key-of-the-panel' },
  })
  requestId = started.headers.get('x-request-id')
  const { id }: { id: string } = JSON.parse(await started.text())
  await relay.awaitEnd(id)
})
afterAll(async () => {
  await relay.close()
  await recording.close()
})

it('is the prompt, the parameters and the references, and nothing else that the caller chose', () => {
  expect(
    recording.requests.map(({ method, path }) => `${method} ${path.replace(/task_.*/, 'task')}`),
  ).toEqual(
    expect.arrayContaining([
      'POST /api/v1/files',
      'POST /api/v1/generations',
      'GET /api/v1/generations/task',
    ]),
  )
  const [, tokenId = '', ...rest] = relay.bearer.split('_')
  const tokenSecret = rest.join('_')
  for (const { headers, body, path } of recording.requests) {
    const everything = `${path}\n${JSON.stringify(headers)}\n${body.toString('latin1')}`
    expect(everything).not.toContain('secret-')
    expect(everything).not.toContain('203.0.113.9')
    expect(everything).not.toContain(tokenId)
    expect(everything).not.toContain(tokenSecret)
    expect(everything).not.toContain('Ada')
  }
})

it('names references by their place', () => {
  const create = recording.requests.find(({ path }) => path.endsWith('/generations'))
  const { params } = JSON.parse(String(create?.body))
  const names = params.referenceMediaItems.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['image 1.png', 'image 2.png'])
})

it('carries the id of the request that started it', () => {
  expect(requestId).toMatch(/^req_/)
  const create = recording.requests.find(({ path }) => path.endsWith('/generations'))
  expect(JSON.parse(String(create?.body)).client_request_id).toBe(requestId)
  // The relay has also asked, without a file, whether it may upload.
  const isUpload = (body: unknown) => String(body).includes('client_request_id')
  const upload = recording.requests.find(({ path, body }) => path.endsWith('/files') && isUpload(body))
  // It goes on as it arrives, for the request that brought it.
  expect(uploadRequestId).toMatch(/^req_/)
  expect(String(upload?.body)).toContain(uploadRequestId ?? 'none')
})

it('comes with headers made by the relay alone', () => {
  const known = [
    'accept',
    'accept-encoding',
    'accept-language',
    'authorization',
    'connection',
    'content-length',
    'content-type',
    'host',
    'idempotency-key',
    'sec-fetch-mode',
    'transfer-encoding',
    'user-agent',
  ]
  const names = new Set(recording.requests.flatMap(({ headers }) => Object.keys(headers)))
  expect([...names].filter((name) => !known.includes(name))).toEqual([])
  expect(new Set(recording.requests.map(({ headers }) => headers['user-agent']))).toEqual(
    new Set(['framefill-relay']),
  )
})
