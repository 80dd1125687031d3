/** Bodies that are not what they claim to be, or more than they need to be. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRaw, statusOf } from '../support/raw-socket.ts'
import { PROMPT } from '../support/samples.ts'
import { type Edge, expectRefusal, startEdge } from './edge.ts'

let edge: Edge
beforeAll(async () => {
  edge = await startEdge()
})
afterAll(() => edge.relay.close())

it.each(['gzip', 'br', 'deflate', 'gzip, identity', 'x'])(
  'a body with Content-Encoding: %s is refused unread',
  async (encoding) => {
    const headers = { 'content-encoding': encoding, 'idempotency-key': 'edges-encoded' }
    for (const path of ['/v1/uploads', '/v1/generations']) {
      const answer = await edge.relay.call(path, { body: PROMPT, headers })
      expect(answer.status).toBe(415)
      expect(await answer.json()).toMatchObject({ error: { code: 'unsupported_media_type' } })
    }
  },
)

it('a body that is shorter than it claims is never taken for whole', async () => {
  const { socket, ended } = await openRaw(edge.relay.port)
  const body = JSON.stringify(PROMPT)
  const headers = `Idempotency-Key: edges-short\r\nContent-Type: application/json\r\nContent-Length: ${body.length + 1}\r\n`
  socket.end(`POST /v1/generations HTTP/1.1\r\n${edge.head}${headers}\r\n${body}`)
  expect(statusOf(await ended)).not.toBe(202)
  expect(await (await edge.relay.call('/v1/generations')).text()).not.toContain('edges-short')
})

it('a body that is longer than it claims ends where it said, and the rest is no request', async () => {
  const { socket, received, ended } = await openRaw(edge.relay.port)
  const body = JSON.stringify(PROMPT)
  const headers = `Idempotency-Key: edges-long-1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  const staying = edge.head.replace('Connection: close\r\n', '')
  socket.write(`POST /v1/generations HTTP/1.1\r\n${staying}${headers}\r\n${body}`)
  await expect.poll(() => statusOf(received())).toBe(202)
  socket.write('{"prompt":"x"}\r\n\r\n')
  expect((await ended).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 202', 'HTTP/1.1 400'])
})

it('a body without a length ends at the limit', async () => {
  const { socket, ended } = await openRaw(edge.relay.port)
  const headers =
    'Idempotency-Key: edges-endless\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n'
  socket.write(`POST /v1/generations HTTP/1.1\r\n${edge.head}${headers}\r\n`)
  const chunk = `2710\r\n${' '.repeat(10_000)}\r\n`
  const pump = () => {
    while (!socket.destroyed && socket.writable && socket.write(chunk));
  }
  socket.on('drain', pump)
  pump()
  expectRefusal(await ended, 413, 'payload_too_large')
})

it.each([
  ['nested 30,000 deep', '['.repeat(30_000)],
  ['nested and closed', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ['with __proto__', `{"__proto__":{"prompt":"x"},${JSON.stringify(PROMPT).slice(1)}`],
  ['with constructor', `{"constructor":{},${JSON.stringify(PROMPT).slice(1)}`],
  ['that is null', 'null'],
  ['that is a list', '[]'],
  ['with a mark before', `\ufeff${JSON.stringify(PROMPT)}`],
  ['with half a character', JSON.stringify({ ...PROMPT, prompt: 'a\ud800' })],
  ['with a NUL', JSON.stringify({ ...PROMPT, prompt: 'a\u0000' })],
  ['with a number for a prompt', JSON.stringify({ ...PROMPT, prompt: 1 })],
  [
    'with nine references',
    JSON.stringify({ ...PROMPT, references: Array(9).fill({ upload_id: 'a'.repeat(64) }) }),
  ],
])('a body %s is refused or read as it is', async (what, body) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'edges-json-key' }
  const answer = await edge.relay.call('/v1/generations', { body, headers })
  // A byte order mark is no part of the text (RFC 8259 lets a reader ignore it).
  expect(answer.status).toBe(what === 'with a mark before' ? 202 : 400)
  await answer.arrayBuffer()
})

it('a body that names a field twice counts with the last one, once', async () => {
  const body = `{"prompt":"the first",${JSON.stringify({ ...PROMPT, prompt: 'the last' }).slice(1)}`
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'edges-twice-key' }
  const answer = await edge.relay.call('/v1/generations', { body, headers })
  expect(await answer.json()).toMatchObject({ prompt: 'the last' })
})
