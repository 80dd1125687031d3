import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fault } from '../../../playground/rivya/switches.ts'
import { drawPng } from '../support/draw-png.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

const KEY = 'rvya_sk_0123456789abcdefKEY'
/** In everything that a person writes. */
const MARK = 'Zebrafinch'

let relay: WholeRelay
const answers: string[] = []
beforeAll(async () => {
  relay = await startWholeRelay({
    key: KEY,
    env: { METRICS_PORT: '0', MAX_IN_FLIGHT: '100', REQUESTS_PER_MINUTE: '100000' },
  })
})
afterAll(() => relay.close())

/** Quoting the key back is what a careless gateway or a helpful error message does. */
const QUOTE = `The key ${KEY} (Authorization: Bearer ${KEY}) and the prompt ${MARK} were not liked.`
const times = 1
const error = (on: 'create' | 'look' | 'upload', status: number, code: string): Fault => ({
  on,
  times,
  kind: 'error',
  status,
  code,
  message: QUOTE,
})

const FAULTS: Fault[] = (['create', 'look', 'upload'] as const).flatMap((on): Fault[] => [
  { on, times, kind: 'cut-before' },
  { on, times, kind: 'cut-after' },
  error(on, 400, 'validation_failed'),
  error(on, 401, 'api_key_invalid'),
  error(on, 402, 'insufficient_credits'),
  error(on, 404, 'not_found'),
  error(on, 409, 'idempotency_conflict'),
  error(on, 418, KEY),
  error(on, 429, 'rate_limited'),
  error(on, 500, 'internal'),
  { on, times, kind: 'answer', status: 502, body: `<html>${QUOTE}</html>` },
  { on, times, kind: 'answer', status: 200, body: QUOTE },
  { on, times, kind: 'answer', status: 302, body: '', headers: { location: `https://x.example/${KEY}` } },
])
const OTHER_FAULTS: Fault[] = [
  { on: 'task', times, kind: 'failed', error: { code: 'generation_failed', message: QUOTE } },
  { on: 'task', times, kind: 'failed', error: { code: KEY, message: KEY } },
  { on: 'task', times, kind: 'fields', fields: { id: `${KEY}/../x` } },
  {
    on: 'task',
    times,
    kind: 'fields',
    fields: { status: 'succeeded', result: { urls: [`https://${KEY}@127.0.0.1/${MARK}`] } },
  },
  { on: 'task', times, kind: 'fields', fields: { status: 'succeeded', result: { urls: [QUOTE] } } },
  { on: 'image', times, kind: 'no-image' },
  { on: 'image', times, kind: 'half' },
  { on: 'image', times, kind: 'cut-before' },
  { on: 'image', times, kind: 'redirect', to: `https://x.example/${KEY}` },
  { on: 'image', times, kind: 'answer', status: 403, body: QUOTE },
  { on: 'credits', kind: 'error', status: 401, code: 'api_key_invalid', message: QUOTE },
  { on: 'models', kind: 'answer', status: 500, body: QUOTE },
]

async function read(path: string): Promise<string> {
  const response = await relay.call(path)
  const text = `${JSON.stringify([...response.headers])}\n${await response.text()}`
  answers.push(text)
  return text
}

it('come out nowhere, whatever goes wrong', async () => {
  const faults = [...FAULTS, ...OTHER_FAULTS]
  relay.standIn.change({ faults })
  // A picture of its own for each, so that each is really uploaded.
  for (const index of faults.keys()) {
    const upload = await relay.call('/v1/uploads', { body: drawPng(8, 8, index) })
    const { id: upload_id }: { id: string } = JSON.parse(await upload.text())
    await relay.start(
      {
        prompt: `${MARK} number ${index}`,
        aspect_ratio: '1:1',
        resolution: '1K',
        references: [{ upload_id, name: `${MARK} layer` }],
        origin: { document_id: MARK, document_name: `${MARK} file`, node_name: `${MARK} frame` },
      },
      `secrets-${index}-key`,
    )
  }
  // Those without a number of times are never used up.
  const left = () => relay.standIn.switches().faults.filter((fault) => 'times' in fault)
  await read('/v1/me')
  await expect.poll(left, { interval: 250 }).toEqual([])

  await read('/v1/generations?limit=200')
  await read('/v1/events?after=0')
  await read(`/v1/${MARK}/${KEY}?token=${relay.bearer.slice(7)}`)
  await read(`/${KEY}`)
  await relay.call('/v1/uploads', { body: `no image but ${MARK}` })
  await relay.call('/v1/generations', {
    body: { prompt: MARK, [MARK]: 1 },
    headers: { 'idempotency-key': 'x' },
  })
  await relay.call('/v1/me', { bearer: `Bearer ${KEY}` })
  const metrics = await (await fetch(`${relay.metricsUrl}/metrics`)).text()

  // The key: nowhere at all.
  for (const text of [relay.log(), metrics, ...answers.map((text) => text.replaceAll(`/${KEY}`, ''))]) {
    expect(text).not.toContain(KEY)
  }
  // A token opens the door, a prompt is private: neither is in the log or the metrics.
  const secret = relay.bearer.split('_').slice(2).join('_')
  const uploadHeads = [drawPng(8, 8, 0), drawPng(8, 8, 1)].map((png) =>
    Buffer.from(png).toString('base64').slice(0, 60),
  )
  for (const text of [relay.log(), metrics]) {
    for (const mark of [MARK, relay.bearer, secret, ...uploadHeads, '\u0089PNG', 'https://x.example']) {
      expect(text).not.toContain(mark)
    }
  }
  // What was driven has left its line, or the search above was one of nothing.
  for (const call of ['create', 'look', 'upload', 'download'])
    expect(relay.log()).toContain(`"call":"${call}"`)
  expect(relay.log().split('\n').length).toBeGreaterThan(150)
})

it('one line tells of each request: who, which route, how it ended and how long it took', async () => {
  const response = await relay.call('/v1/generations/gen_00000000000000000000000000000000')
  const requestId = response.headers.get('x-request-id') ?? 'none'
  const lines = relay
    .log()
    .split('\n')
    .filter((line) => line.includes(requestId))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      request: requestId,
      method: 'GET',
      route: '/v1/generations/:id',
      status: 404,
      ms: expect.any(Number),
      caller: relay.bearer.split('_')[1],
      refusal: 'not_found',
      msg: 'request',
    },
  ])
})
