import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStandIn } from '../../../playground/rivya/stand-in.ts'
import { holdCalls } from '../../chaos/support/hold-calls.ts'
import { buildRelay } from '../../chaos/support/relay-process.ts'
import { findFreePort } from '../../find-free-port.ts'
import { createBuiltToken, startBuiltRelay } from '../support/built-relay.ts'
import { openRaw, statusOf } from '../support/raw-socket.ts'
import { PROMPT } from '../support/samples.ts'

/** What compose.yaml gives it before it is killed. */
const GRACE_MS = 30_000

let directory: string
beforeAll(async () => {
  directory = await buildRelay()
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A relay with a paid call under way, which goes on when it is let go, and a panel waiting for news of it. */
async function startBusy() {
  const data = mkdtempSync(join(tmpdir(), 'relay-stop-'))
  const standIn = await startStandIn({ switches: { longerSidePx: 64 } })
  const held = await holdCalls(standIn.url, 'create')
  const env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: held.url,
    DATA_DIR: data,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'debug',
  }
  const authorization = createBuiltToken({ directory, env })
  const relay = await startBuiltRelay({ directory, env })
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'stop-test-key' }
  const accepted = await fetch(`${relay.url}/v1/generations`, {
    method: 'POST',
    headers,
    body: JSON.stringify(PROMPT),
  })
  expect(accepted.status).toBe(202)
  await expect.poll(held.count).toBe(1)
  const { cursor } = await (await fetch(`${relay.url}/v1/events`, { headers })).json()
  return {
    relay,
    standIn,
    letGo: held.letGo,
    env,
    poll: () => fetch(`${relay.url}/v1/events?after=${cursor}&wait=25`, { headers }),
    async end() {
      relay.signal('SIGKILL')
      await relay.exited
      await held.close()
      await standIn.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function isCreate({ method, path }: { method: string; path: string }): boolean {
  return method === 'POST' && path.endsWith('/generations')
}

it('answers who waits, is not ready any more, awaits the paid call, ends well and has lost nothing', async () => {
  const { relay, standIn, letGo, env, poll, end } = await startBusy()
  // A request that has begun before the signal is still answered after it.
  const begun = await openRaw(relay.port)
  begun.socket.write('GET /readyz HTTP/1.1\r\nHost: x\r\n')
  const waiting = poll()
  const another = await openRaw(relay.port)
  another.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => statusOf(another.received())).toBe(200)

  relay.signal('SIGTERM')
  expect((await waiting).status).toBe(200)
  // The paid call still runs.
  expect(standIn.inspection.tasks()).toHaveLength(0)
  begun.socket.write('\r\n')
  expect(statusOf(await begun.ended)).toBe(503)
  await expect(once(connect(relay.port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED')
  letGo()
  expect(await relay.exited).toBe(0)
  expect(standIn.inspection.tasks()).toHaveLength(1)

  const next = await startBuiltRelay({ directory, env })
  await expect.poll(() => next.output()).toContain('"call":"look","outcome":"task"')
  expect(standIn.inspection.requests().filter(isCreate)).toHaveLength(1)
  expect(Object.values(standIn.inspection.charges())).toEqual([1])
  next.signal('SIGTERM')
  expect(await next.exited).toBe(0)
  await end()
})

it('gives a paid call that hangs back to the next start, within the time that containers get', async () => {
  const { relay, standIn, letGo, env, end } = await startBusy()
  const startedAt = performance.now()
  relay.signal('SIGTERM')
  expect(await relay.exited).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(GRACE_MS)
  letGo()
  const next = await startBuiltRelay({ directory, env })
  await expect.poll(() => standIn.inspection.tasks().length).toBe(1)
  const keys = standIn.inspection.requests().filter(isCreate)
  expect(new Set(keys.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  next.signal('SIGINT')
  expect(await next.exited).toBe(0)
  await end()
})

it('ends at once at the second signal', async () => {
  const { relay, end } = await startBusy()
  relay.signal('SIGTERM')
  await expect.poll(() => relay.output()).toContain('"msg":"stopping"')
  relay.signal('SIGTERM')
  // Ended by the signal: whoever waits for what is under way ends with 0.
  expect(await relay.exited).toBe(143)
  await end()
})

it('lives and ends when told although nothing can be logged', async () => {
  const data = mkdtempSync(join(tmpdir(), 'relay-stop-'))
  const standIn = await startStandIn()
  const port = await findFreePort()
  const full = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, [join(directory, 'relay.mjs')], {
    env: {
      RIVYA_API_KEY: standIn.key,
      RIVYA_BASE_URL: standIn.url,
      DATA_DIR: data,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', full, full],
  })
  closeSync(full)
  const exited = once(child, 'exit')
  const ask = () => fetch(`http://127.0.0.1:${port}/healthz`)
  await expect
    .poll(() =>
      ask().then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
  // Each of them a line.
  const answers = await Promise.all(Array.from({ length: 200 }, ask))
  expect(answers.every(({ ok }) => ok)).toBe(true)
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  await standIn.close()
  rmSync(data, { recursive: true, force: true })
})
