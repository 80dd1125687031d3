/** A whole relay whose line to Postgres breaks. */
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { createDatabase } from './support/create-database.ts'
import { PROMPT } from './support/samples.ts'
import { leadThrough, startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { startWholeRelay, type WholeRelay } from './support/whole-relay.ts'

let relay: WholeRelay
let proxy: TcpProxy
afterEach(async () => {
  await relay.close()
  await proxy.close()
})

async function open(): Promise<void> {
  const url = await createDatabase()
  proxy = await startTcpProxy(Number(new URL(url).port))
  const env = { DATABASE_URL: leadThrough(proxy, url), LEASE_SECONDS: '2' }
  relay = await startWholeRelay({ env, taskSeconds: 0.5 })
}

/** As a panel does it: again, with the same key, until there is an answer. */
async function press(key: string): Promise<string> {
  for (;;) {
    const headers = { 'idempotency-key': key }
    const response = await relay.call('/v1/generations', { body: PROMPT, headers })
    if (response.ok) return (await response.json()).id
    // Who says when to come back keeps nobody from coming back.
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    await wait(20)
  }
}

it('goes on when every connection breaks again and again: nothing is lost or paid twice', async () => {
  await open()
  const ids: string[] = []
  const pressing = Promise.all(
    Array.from({ length: 5 }, async (_, number) => void ids.push(await press(`outage-key-${number}`))),
  )
  for (let cuts = 0; cuts < 6; cuts += 1) {
    await wait(150)
    proxy.cut()
  }
  await pressing
  const ended = await Promise.all(ids.map((id) => relay.awaitEnd(id)))
  expect(ended.map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'))
  expect(Object.values(relay.standIn.inspection.charges())).toEqual(ids.map(() => 1))
})
