import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type StandIn, startStandIn } from '../../../../playground/rivya/stand-in.ts'
import type { SwitchChanges } from '../../../../playground/rivya/switches.ts'

type Told = { type: string; data: { id: string; status: string } }

let told: Told[] = []
const listener = createServer(async (request, response) => {
  told.push(JSON.parse(await text(request)))
  response.writeHead(204).end()
})
let here = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  here = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/told`
})
afterAll(() => listener.close())

let standIn: StandIn
let clock = 0
beforeEach(() => {
  told = []
  clock = 1_700_000_000_000
})
afterEach(() => standIn.close())

const EVENTS = ['generation.succeeded', 'generation.failed']

async function start(switches: SwitchChanges = {}): Promise<void> {
  standIn = await startStandIn({
    now: () => clock,
    switches: { taskSeconds: 10, longerSidePx: 64, ...switches },
  })
}

const call = (path: string, method = 'GET', body?: object) =>
  fetch(`${standIn.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${standIn.key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const register = (url: string, events = EVENTS) =>
  call('/webhooks', 'POST', { name: 'Relay', url, event_types: events })
const read = async (response: Response): Promise<Record<string, unknown>> => response.json()

async function order(): Promise<string> {
  const body = { model: 'flux-2-pro', prompt: 'A mug', params: { aspectRatio: '1:1', resolution: '1K' } }
  const { id } = await read(await call('/generations', 'POST', body))
  return String(id)
}

const ids = () => told.map(({ data }) => data.id)

describe('webhooks of the stand-in', () => {
  it('show their secret at the creation alone', async () => {
    await start()
    const created = await register(here)
    expect(created.status).toBe(201)
    const endpoint = await read(created)
    expect(endpoint).toMatchObject({ object: 'webhook_endpoint', status: 'active', event_types: EVENTS })
    expect(endpoint.signing_secret).toMatch(/^whsec_/)
    const again = await read(await call(`/webhooks/${endpoint.id}`))
    expect(again).not.toHaveProperty('signing_secret')
    expect(await read(await call('/webhooks'))).toEqual({ object: 'list', data: [again] })
    expect((await call(`/webhooks/${endpoint.id}`, 'DELETE')).status).toBe(204)
    expect((await call(`/webhooks/${endpoint.id}`)).status).toBe(404)
  })

  it.each([
    'https://relay.example.com/told',
    'http://192.168.0.1/told',
    'http://a:b@127.0.0.1/',
    'http://127.0.0.1/#a',
  ])('are refused for %s: it sends nothing but to this computer', async (url) => {
    await start()
    const response = await register(url)
    expect([response.status, (await read(response)).error]).toEqual([
      400,
      expect.objectContaining({ code: 'webhook_url_rejected' }),
    ])
  })

  it('are refused when the body is no JSON', async () => {
    await start()
    const headers = { authorization: `Bearer ${standIn.key}`, 'content-type': 'application/json' }
    const response = await fetch(`${standIn.url}/api/v1/webhooks`, { method: 'POST', headers, body: '{' })
    expect([response.status, (await read(response)).error]).toEqual([
      400,
      expect.objectContaining({ code: 'validation_failed', message: 'The body is no JSON.' }),
    ])
  })

  it('need the scope', async () => {
    await start({ deniedScopes: ['webhooks:manage'] })
    expect((await register(here)).status).toBe(403)
  })

  it('tell of an end when it is there, with the task as a look would show it', async () => {
    await start()
    await register(here)
    const id = await order()
    clock += 10_000
    await call(`/generations/${id}`)
    expect(told).toEqual([])
    clock += 40
    await expect.poll(() => told).toHaveLength(1)
    expect(told[0]).toEqual({
      id: expect.stringMatching(/^evt_/),
      type: 'generation.succeeded',
      api_version: '2026-05-11',
      created_at: expect.any(String),
      data: await read(await call(`/generations/${id}`)),
    })
  })

  it('tell of a failure to whom has asked for failures', async () => {
    const fails = { on: 'task', kind: 'failed', error: null } as const
    await start({ faults: [fails] })
    await register(here, ['generation.failed'])
    await register(`${here}/succeeded`, ['generation.succeeded'])
    await order()
    clock += 11_000
    await expect.poll(() => told.map(({ type }) => type)).toEqual(['generation.failed'])
  })

  it('can be late, doubled, out of order and lost', async () => {
    const on = 'delivery'
    await start({
      faults: [
        { on, times: 1, kind: 'after-next' },
        { on, times: 1, kind: 'twice' },
        { on, times: 1, kind: 'lost' },
        { on, times: 1, kind: 'late', ms: 5000 },
      ],
    })
    await register(here)
    const tasks: string[] = []
    for (let count = 0; count < 4; count += 1) {
      tasks.push(await order())
      clock += 10
    }
    const [held, doubled, , late] = tasks
    clock += 11_000
    await expect.poll(ids).toHaveLength(3)
    expect(ids().filter((id) => id === doubled)).toHaveLength(2)
    expect(ids()).toContain(held)
    clock += 5000
    await expect.poll(ids).toHaveLength(4)
    expect(ids().at(-1)).toBe(late)
  })

  it('lose a third at random, and the same ones every time', async () => {
    const run = async () => {
      told = []
      await start({ lostDeliveries: 1 / 3 })
      await register(here)
      const tasks: string[] = []
      for (let count = 0; count < 60; count += 1) tasks.push(await order())
      clock += 11_000
      // By its own seed: 19 of 60.
      await expect.poll(ids).toHaveLength(41)
      return tasks.map((id) => ids().includes(id))
    }
    const first = await run()
    await standIn.close()
    expect(await run()).toEqual(first)
  })

  it('stop when the endpoint is disabled', async () => {
    await start()
    await register(here)
    standIn.disableWebhooks()
    await order()
    clock += 11_000
    expect(await read(await call('/webhooks'))).toMatchObject({ data: [{ status: 'disabled' }] })
    expect(told).toEqual([])
  })
})
