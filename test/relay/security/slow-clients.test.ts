import { Hono } from 'hono'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readBody } from '../../../relay/http/bodies/read-body.ts'
import { type RelayEnv, whenAnswered } from '../../../relay/http/env.ts'
import { type Listening, serve } from '../../../relay/http/serve.ts'
import { bodyOf, openRaw, statusOf } from '../support/raw-socket.ts'

// The relay's own limits are seconds and minutes; the guards are the same with shorter ones.
const PATIENCE = { headersMs: 1000, requestMs: 2000, silenceMs: 3_600_000, checkMs: 50 }
/** Each has one guard that can fire within a test. */
const LIMITS = {
  '/idle': { maxBytes: 1000, idleMs: 1000, totalMs: 3_600_000 },
  '/total': { maxBytes: 1000, idleMs: 3_600_000, totalMs: 600 },
}

let listening: Listening
beforeAll(async () => {
  const app = new Hono<RelayEnv>()
  for (const [path, limits] of Object.entries(LIMITS)) {
    app.post(path, async (c) => {
      const body = await readBody(c, limits)
      return body instanceof Uint8Array ? c.text(`${body.length} bytes`) : c.text(body.message ?? '', 400)
    })
  }
  listening = await serve(app, ['127.0.0.1'], 0, { patience: PATIENCE })
})
afterAll(() => listening.close(0))

/** Sends the pieces with pauses until the relay ends it, which is all that ends it. */
async function drip(text: string, everyMs: number): Promise<string> {
  const { socket, ended } = await openRaw(listening.port)
  const pieces = [...text]
  const timer = setInterval(() => socket.write(pieces.shift() ?? 'x'), everyMs)
  const answer = await ended
  clearInterval(timer)
  return answer
}

it('who never finish their headers are sent away', async () => {
  const answer = await drip('POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ', 20)
  expect(statusOf(answer)).toBe(408)
  expect(JSON.parse(bodyOf(answer))).toMatchObject({
    error: { message: 'The request did not arrive in time.' },
  })
})

it('who stop in the middle of a body are sent away', async () => {
  const { socket, ended } = await openRaw(listening.port)
  socket.write('POST /idle HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc')
  const answer = await ended
  expect(statusOf(answer)).toBe(400)
  expect(answer).toContain('did not arrive in time')
})

it('who keep a body trickling are sent away as well', async () => {
  const { socket, ended } = await openRaw(listening.port)
  socket.write('POST /total HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n')
  const timer = setInterval(() => socket.write('x'), 50)
  const answer = await ended
  clearInterval(timer)
  expect(answer).toContain('did not arrive in time')
})

it('who do not read what they asked for are sent away', async () => {
  const ended = vi.fn()
  const app = new Hono<RelayEnv>().get('/', (c) => {
    whenAnswered(c, ended)
    // More than the buffers of both ends of a connection hold.
    return c.body(new Uint8Array(50_000_000))
  })
  const strict = await serve(app, ['127.0.0.1'], 0, { patience: { ...PATIENCE, silenceMs: 200 } })
  const { socket, received } = await openRaw(strict.port)
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => ended).toHaveBeenCalled()
  expect(received()).toBe('')
  socket.destroy()
  await strict.close(0)
})

it('are told from the quick', async () => {
  const { socket, received } = await openRaw(listening.port)
  socket.write('POST /idle HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc')
  await expect.poll(received).toContain('3 bytes')
  socket.destroy()
})
