import { Hono } from 'hono'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RelayEnv } from '../../../relay/http/env.ts'
import { type Listening, serve } from '../../../relay/http/serve.ts'
import { openRaw } from '../support/raw-socket.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: relay\r\n\r\n'

let listening: Listening
beforeEach(async () => {
  const app = new Hono<RelayEnv>()
  app.get('/', (c) => c.text('here'))
  listening = await serve(app, ['127.0.0.1'], 0)
})
afterEach(() => listening.close(0))

it('answers a proxy that sends on an old connection while it stops, and tells it not to come again', async () => {
  const connection = await openRaw(listening.port)
  connection.socket.write(REQUEST)
  await expect.poll(connection.received).toContain('here')
  const closed = listening.close(5000)
  connection.socket.write(REQUEST)
  const answers = (await connection.ended).split('HTTP/1.1 ').slice(1)
  expect(answers).toHaveLength(2)
  expect(answers[0]).toMatch(/connection: keep-alive/i)
  expect(answers[1]).toMatch(/^200 OK.*connection: close.*here/is)
  await closed
})

it('takes no new connection while it stops', async () => {
  const old = await openRaw(listening.port)
  const closed = listening.close(5000)
  await expect(fetch(listening.urls[0] ?? '')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  old.socket.destroy()
  await closed
})

it('does not wait for connections on which nothing happens', async () => {
  const idle = await openRaw(listening.port)
  idle.socket.write(REQUEST)
  await expect.poll(idle.received).toContain('here')
  // Otherwise this would take the hour that it may.
  await listening.close(60 * 60_000)
})
