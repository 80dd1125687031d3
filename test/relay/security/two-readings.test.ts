/** Requests that two servers on the way could read in two ways (request smuggling). */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRaw, sendRaw, statusOf } from '../support/raw-socket.ts'
import { PROMPT } from '../support/samples.ts'
import { type Edge, expectRefusal, startEdge } from './edge.ts'

let edge: Edge
beforeAll(async () => {
  edge = await startEdge()
})
afterAll(() => edge.relay.close())

const inner = 'GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n'
it.each([
  ['length and chunks', `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${inner}`],
  ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n', `{}x${inner}`],
  ['a length with a sign', 'Content-Length: +2\r\n', `{}${inner}`],
  ['a length in hex', 'Content-Length: 0x2\r\n', `{}${inner}`],
  ['an unknown coding', 'Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${inner}`],
  ['chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${inner}`],
  ['a folded header', 'X-A: 1\r\n chunked\r\n', inner],
  ['a space before the colon', 'Transfer-Encoding : chunked\r\n', `0\r\n\r\n${inner}`],
  ['packed chunks', 'Transfer-Encoding: gzip, chunked\r\n', `2\r\n{}\r\n0\r\n\r\n${inner}`],
  ['chunks in chunks', 'Transfer-Encoding: chunked, chunked\r\n', `2\r\n{}\r\n0\r\n\r\n${inner}`],
  ['a list of lengths', 'Content-Length: 2, 2\r\n', `{}${inner}`],
  ['the same length twice', 'Content-Length: 2\r\nContent-Length: 2\r\n', `{}${inner}`],
  ['a length without end', 'Content-Length: 99999999999999999999\r\n', `{}${inner}`],
  ['another host', 'Host: y\r\nContent-Length: 2\r\n', `{}${inner}`],
  [
    'a length among the trailers',
    'Transfer-Encoding: chunked\r\n',
    `2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n${inner}`,
  ],
  ['chunks that end with line feeds', 'Transfer-Encoding: chunked\r\n', `2\n{}\n0\n\n${inner}`],
  [
    'a line break in a chunk extension',
    'Transfer-Encoding: chunked\r\n',
    `2;a="\r\n"\r\n{}\r\n0\r\n\r\n${inner}`,
  ],
  ['a bad chunk size', 'Transfer-Encoding: chunked\r\n', `zz\r\n{}\r\n0\r\n\r\n${inner}`],
  ['line feeds alone', 'X-A: 1\nContent-Length: 2\n\n', `{}${inner}`],
])('a request with %s is refused, and what follows is not read', async (_what, headers, rest) => {
  const { socket, ended } = await openRaw(edge.relay.port)
  const authorization = `Authorization: ${edge.relay.bearer}\r\n`
  socket.write(`POST /v1/generations HTTP/1.1\r\nHost: x\r\n${authorization}${headers}\r\n${rest}`)
  const answer = await ended
  expectRefusal(answer, 400, 'validation_failed')
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
})

it.each([
  ['packed chunks', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['another host', 'Host: y\r\n\r\n'],
  ['an expectation', 'Expect: a miracle\r\n\r\n'],
])('one that is hidden behind one with %s is not carried out', async (what, rest) => {
  const key = `edges-hidden-${what.replaceAll(' ', '-')}`
  const body = JSON.stringify({ ...PROMPT, prompt: key })
  const headers = `Idempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  const hidden = `POST /v1/generations HTTP/1.1\r\n${edge.head}${headers}\r\n${body}`
  const answer = await sendRaw(edge.relay.port, `GET /healthz HTTP/1.1\r\nHost: x\r\n${rest}${hidden}`)
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1)
  expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
  expect(await (await edge.relay.call('/v1/generations')).text()).not.toContain(key)
})

it('a request with chunks in HTTP/1.0 is refused as well', async () => {
  const text = `POST /v1/generations HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${inner}`
  const answer = await sendRaw(edge.relay.port, text)
  expectRefusal(answer, 400, 'validation_failed')
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
})

it('a request with chunk extensions is read past them, and is one', async () => {
  const body = JSON.stringify(PROMPT)
  const headers =
    'Idempotency-Key: edges-extended\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n'
  const chunks = `${body.length.toString(16)};a=b\r\n${body}\r\n0\r\n\r\n`
  const answer = await sendRaw(
    edge.relay.port,
    `POST /v1/generations HTTP/1.1\r\n${edge.head}${headers}\r\n${chunks}`,
  )
  expect(statusOf(answer)).toBe(202)
})

it.each(['\x16\x03\x01\x02\x00\x01', 'hello\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n'])(
  '%j, which is no request, is refused in the same way',
  async (text) => {
    expectRefusal(await sendRaw(edge.relay.port, text), 400, 'validation_failed')
  },
)
