/** The whole relay, registered at the stand-in and told by it over a real socket. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { findFreePort } from '../../../find-free-port.ts'
import { PROMPT, readRow } from '../../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../../support/whole-relay.ts'

let relay: WholeRelay
let address = ''
beforeAll(async () => {
  const port = await findFreePort()
  const env = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, METRICS_PORT: '0' }
  relay = await startWholeRelay({ env, taskSeconds: 1 })
})
beforeEach(async () => {
  await expect.poll(() => relay.standIn.inspection.webhooks()).toHaveLength(1)
  address = relay.standIn.inspection.webhooks()[0]?.url ?? ''
})
afterAll(() => relay.close())

const looks = () =>
  relay.standIn.inspection
    .requests()
    .filter(({ method, path }) => method === 'GET' && path.includes('/generations/'))

const heard = async (name: string) => {
  const text = await (await fetch(`${relay.metricsUrl}/metrics`)).text()
  return Number(new RegExp(`relay_webhooks_total\\{heard="${name}"\\} (\\d+)`).exec(text)?.[1])
}

async function send(url: string, body: string | ReadableStream): Promise<{ status: number; text: string }> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' }
  const response = await fetch(url, init)
  return { status: response.status, text: await response.text() }
}

it('has the image as soon as Rivya tells, before the schedule would look', async () => {
  const id = await relay.start(PROMPT, 'webhook-1')
  const { status } = await relay.awaitEnd(id)
  expect(status).toBe('succeeded')
  // The schedule would have looked after two seconds at the soonest, and has not yet.
  expect([looks().length, (await readRow(relay.database, id)).looks]).toEqual([1, 0])
  expect(await heard('looking')).toBe(1)
  // By their names alone, so that it can be seen how Rivya signs.
  const line = relay
    .log()
    .split('\n')
    .find((each) => each.includes("Rivya's first word of an end has come"))
  expect(JSON.parse(line ?? '{}').names).toContain('content-type')
})

it('answers the same to everyone, and works for nobody without the secret', async () => {
  const before = looks().length
  const [task] = relay.standIn.inspection.tasks()
  const body = JSON.stringify({ type: 'generation.succeeded', data: { id: task?.id } })
  const wrong = `${address.slice(0, -43)}${'A'.repeat(43)}`
  for (const url of [wrong, `${wrong}x`, address])
    expect(await send(url, body)).toEqual({ status: 204, text: '' })
  for (const text of ['', 'no JSON', '{}', '{"data":{"id":"task_of_nobody"}}']) {
    expect(await send(address, text)).toEqual({ status: 204, text: '' })
  }
  expect(await heard('wrong-address')).toBe(2)
  expect(await heard('late')).toBe(1)
  expect(await heard('unknown')).toBe(1)
  expect(looks()).toHaveLength(before)
})

it('reads no more than a delivery can have', async () => {
  const [task] = relay.standIn.inspection.tasks()
  const [before, lateBefore] = [await heard('unreadable'), await heard('late')]
  const body = JSON.stringify({ data: { id: task?.id, prompt: 'a'.repeat(64_000) } })
  expect((await send(address, body)).status).toBe(204)
  expect(await heard('unreadable')).toBe(before + 1)
  expect(await heard('late')).toBe(lateBefore)
})

it('tells its address to nobody but Rivya', () => {
  expect(relay.log()).toContain('/hooks/rivya/:secret')
  expect(relay.log()).not.toContain(address.split('/').at(-1))
})
