import { afterAll, beforeAll, expect, it } from 'vitest'
import { pausePaying, resumePaying } from '../../../relay/store/work/pause.ts'
import { drawPng } from '../support/draw-png.ts'
import { PROMPT } from '../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

let relay: WholeRelay
beforeAll(async () => {
  relay = await startWholeRelay({ env: { METRICS_PORT: '0' }, taskSeconds: 0.5 })
})
afterAll(() => relay.close())

const read = async () => (await fetch(`${relay.metricsUrl}/metrics`)).text()

/** Of the one line that begins so. */
function readValue(text: string, start: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${start} `))
  return Number(line?.split(' ').at(-1))
}

it('stays on its own port', async () => {
  expect((await relay.call('/metrics')).status).toBe(404)
  expect((await fetch(`${relay.metricsUrl}/v1/me`)).status).toBe(404)
  expect(new URL(relay.metricsUrl).hostname).toBe('127.0.0.1')
})

it('has the series of every alert before anything has happened, so that the first of anything is an increase', async () => {
  const metrics = await read()
  for (const status of ['succeeded', 'failed', 'unknown']) {
    expect(readValue(metrics, `relay_generations_ended_total{status="${status}"}`)).toBe(0)
  }
  const outcomes = ['created', 'refused', 'not-now', 'in-doubt']
  for (const outcome of outcomes) {
    const labels = `call="create",outcome="${outcome}"`
    expect(readValue(metrics, `relay_rivya_call_duration_seconds_count{${labels}}`)).toBe(0)
  }
  expect(readValue(metrics, 'relay_uploads_total{saved="new"}')).toBe(0)
  expect(readValue(metrics, 'relay_worker_errors_total')).toBe(0)
})

it('tells what the account has left', async () => {
  expect(readValue(await read(), 'relay_account_credits')).toBe(relay.standIn.inspection.credits())
})

it('tells of requests, uploads, credits, calls and looks, and of no one', async () => {
  const bytes = drawPng(40, 30)
  const { id: uploadId }: { id: string } = JSON.parse(
    await (await relay.call('/v1/uploads', { body: bytes })).text(),
  )
  const prompt = 'a very secret prompt about a zebra'
  const body = { ...PROMPT, prompt, references: [{ upload_id: uploadId, name: 'secret-layer' }] }
  const headers = { 'idempotency-key': 'metrics-secret-key' }
  const { id }: { id: string } = JSON.parse(
    await (await relay.call('/v1/generations', { body, headers })).text(),
  )
  let cursor = '0'
  let text = ''
  while (!text.includes('"succeeded"')) {
    text = await (await relay.call(`/v1/events?after=${cursor}&wait=20`)).text()
    cursor = JSON.parse(text).cursor
  }
  await relay.call(`/v1/generations/${id}`)
  await relay.call(`/v1/generations/${id}/images/0`)
  await relay.call('/v1/zebra-path')
  await relay.call('/zebra-path')
  await relay.call('/v1/zebra-path', { bearer: null })
  await relay.call('/v1/sign-in', { method: 'POST', bearer: null })

  const metrics = await read()
  const requests = (route: string, status: number, method = 'GET') =>
    readValue(
      metrics,
      `relay_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`,
    )
  expect(requests('/v1/generations/:id', 200)).toBe(1)
  expect(requests('/v1/generations/:id/images/:number', 200)).toBe(1)
  expect(requests('/v1/generations', 202, 'POST')).toBe(1)
  expect(requests('/v1/sign-in', 404, 'POST')).toBe(1)
  expect(requests('none', 404)).toBeGreaterThanOrEqual(2)
  expect(requests('none', 401)).toBe(1)
  expect(readValue(metrics, 'relay_upload_bytes_total{saved="new"}')).toBe(bytes.length)
  expect(readValue(metrics, 'relay_credits_reserved_total')).toBe(5)
  expect(readValue(metrics, 'relay_credits_final_total')).toBe(5)
  expect(readValue(metrics, 'relay_generations_ended_total{status="succeeded"}')).toBe(1)
  expect(readValue(metrics, 'relay_generation_looks_sum')).toBe(1)
  expect(readValue(metrics, 'relay_result_wait_seconds_count')).toBe(1)
  for (const [call, outcome] of [
    ['upload', 'uploaded'],
    ['create', 'created'],
    ['look', 'task'],
    ['download', 'downloaded'],
  ]) {
    const name = `relay_rivya_call_duration_seconds_count{call="${call}",outcome="${outcome}"}`
    expect(readValue(metrics, name)).toBe(1)
  }
  expect(readValue(metrics, 'relay_generations_queued')).toBe(0)
  expect(readValue(metrics, 'relay_generations_in_flight')).toBe(0)
  expect(readValue(metrics, 'process_resident_memory_bytes')).toBeGreaterThan(0)

  const [, tokenId = ''] = relay.bearer.split('_')
  for (const secret of ['zebra', 'secret', id, uploadId, tokenId, 'Ada', relay.standIn.key]) {
    expect(metrics).not.toContain(secret)
  }
})

it('counts who waits for events, and no longer when they have gone', async () => {
  const stop = new AbortController()
  const cursor: { cursor: string } = JSON.parse(await (await relay.call('/v1/events')).text())
  const url = `${relay.url}/v1/events?after=${cursor.cursor}&wait=25`
  const polls = [1, 2, 3].map(() =>
    fetch(url, { headers: { authorization: relay.bearer }, signal: stop.signal }).catch(() => null),
  )
  await expect.poll(async () => readValue(await read(), 'relay_events_waiting')).toBe(3)
  stop.abort()
  await Promise.all(polls)
  await expect.poll(async () => readValue(await read(), 'relay_events_waiting')).toBe(0)
})

it('counts what waits for a place at Rivya', async () => {
  relay.standIn.addFaults({ on: 'task', kind: 'stuck' })
  for (let number = 0; number < 9; number += 1) {
    const headers = { 'idempotency-key': `queue-${number}-key` }
    await relay.call('/v1/generations', { body: PROMPT, headers })
  }
  const count = (status: string) =>
    relay.database
      .read(`SELECT count(*) AS count FROM generations WHERE status = '${status}'`, [])
      .then(([row]) => (row as { count: number }).count)
  await expect.poll(() => count('accepted')).toBe(3)
  // By the first scrape, not by the next one.
  const metrics = await read()
  expect(readValue(metrics, 'relay_generations_in_flight')).toBe(6)
  expect(readValue(metrics, 'relay_generations_queued')).toBe(3)
  expect(readValue(metrics, 'relay_queue_oldest_seconds')).toBeGreaterThan(0)
})

it('tells whether paying is paused, and so does what the panel asks for', async () => {
  const isPaused = async () => JSON.parse(await (await relay.call('/v1/me')).text()).is_paused
  expect([readValue(await read(), 'relay_paused'), await isPaused()]).toEqual([0, false])
  await pausePaying(relay.database, Date.now())
  expect([readValue(await read(), 'relay_paused'), await isPaused()]).toEqual([1, true])
  await resumePaying(relay.database)
  expect([readValue(await read(), 'relay_paused'), await isPaused()]).toEqual([0, false])
})
