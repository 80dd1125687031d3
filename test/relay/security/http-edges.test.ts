import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, openRaw, sendRaw, statusOf } from '../support/raw-socket.ts'
import { PROMPT } from '../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

let relay: WholeRelay
let head: string
beforeAll(async () => {
  // More requests a minute than a person has.
  relay = await startWholeRelay({ env: { REQUESTS_PER_MINUTE: '5000' } })
  head = `Host: relay\r\nConnection: close\r\nAuthorization: ${relay.bearer}\r\n`
})
afterAll(() => relay.close())

const raw = (request: string, more = '') => sendRaw(relay.port, `${request} HTTP/1.1\r\n${head}${more}\r\n`)

/** In the fixed envelope, which is also what a page of another origin may read. */
function expectRefusal(answer: string, status: number, code: string): void {
  expect(statusOf(answer)).toBe(status)
  expect(answer.toLowerCase()).toContain('\r\naccess-control-allow-origin: *\r\n')
  expect(JSON.parse(bodyOf(answer))).toEqual({
    error: { code, message: expect.any(String), request_id: expect.stringMatching(/^req_[0-9a-f-]{36}$/) },
  })
}

describe('a path that is none of ours', () => {
  it.each([
    '/v1//generations',
    '//v1/me',
    '/V1/me',
    '/v1/Me',
    '/v1/me/',
    '/v1/generations/',
    '/v1%2fme',
    '/v1/me%00',
    '/v1/generations/gen_%30',
    '/v1/generations/../../../etc/passwd',
    '/v1/generations/..%2f..%2fme',
    '/%',
    '/%ff%fe',
    '/.git/config',
    '/v1',
  ])('%s is not found', async (path) => {
    expectRefusal(await raw(`GET ${path}`), 404, 'not_found')
  })

  it.each([
    '/healthz/../v1/me',
    '/v1/./me',
    '/openapi.json/../v1/me',
    '/healthz/%2e%2e/v1/me',
    '/readyz/..//v1/me',
  ])('%s is no way past the token', async (path) => {
    const answer = await sendRaw(relay.port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect([401, 404]).toContain(statusOf(answer))
  })

  it.each(['/admin/%0d%0aX-Made:%20up/', '/admin/%e2%80%ae/', '/admin//evil.example/', '/admin///'])(
    '%s leads nowhere but to itself without its last stroke',
    async (path) => {
      const answer = await raw(`GET ${path}`)
      expect(statusOf(answer)).toBe(308)
      expect(answer).toContain(`\r\nlocation: ${path.slice(0, -1)}\r\n`)
    },
  )

  it('is the same whatever host or scheme the request names', async () => {
    const text = `GET http://elsewhere.example/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    expectRefusal(await sendRaw(relay.port, text), 401, 'unauthenticated')
  })
})

describe('a method that a route does not have', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LOCK', 'SEARCH'])('%s', async (method) => {
    const answer = await raw(`${method} /v1/me`, 'X-Marker: seen\r\n')
    expectRefusal(answer, 405, 'not_found')
    expect(answer).toContain('\r\nAllow: GET, HEAD\r\n')
  })

  it.each([
    ['PUT', '/v1/uploads', 'POST'],
    ['PUT', '/v1/generations', 'GET, HEAD, POST'],
    ['PUT', `/v1/generations/gen_${'0'.repeat(32)}`, 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/v1/sign-in/token', 'POST'],
    ['GET', '/hooks/rivya/x', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/admin/page.js', 'GET, HEAD'],
  ])('%s %s is told those that there are', async (method, path, allowed) => {
    const answer = await relay.call(path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
    expect(JSON.stringify(await answer.json())).toContain(allowed)
  })

  it('never brings back what was sent (TRACE), and tunnels nowhere (CONNECT)', async () => {
    expect(await raw('TRACE /v1/me', 'X-Marker: seen\r\n')).not.toContain('seen')
    const upstream = new URL(relay.standIn.url).host
    expectRefusal(await raw(`CONNECT ${upstream}`), 405, 'validation_failed')
  })

  it('HEAD is GET without the body', async () => {
    const answer = await raw('HEAD /v1/me')
    expect([statusOf(answer), bodyOf(answer)]).toEqual([200, ''])
  })

  it.each(['', 'Host:\r\n'])('HTTP/1.0 is answered, with the headers %j', async (headers) => {
    expect(statusOf(await sendRaw(relay.port, `GET /readyz HTTP/1.0\r\n${headers}\r\n`))).toBe(200)
  })

  it.each([
    ['names no host', 'GET /readyz HTTP/1.1\r\nConnection: close\r\n', 400],
    [
      'names a host that can be none',
      'GET /readyz HTTP/1.1\r\nHost: a/../b?c#d\r\nConnection: close\r\n',
      400,
    ],
    ['asks for no address', 'GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n', 400],
    ['asks the server as such', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n', 400],
    ['has a backslash', 'GET /v1\\me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n', 400],
    ['expects what nobody knows', 'GET /readyz HTTP/1.1\r\nHost: x\r\nExpect: a miracle\r\n', 417],
  ])('one that %s is refused in the envelope', async (_what, text, status) => {
    expectRefusal(await sendRaw(relay.port, `${text}\r\n`), status, 'validation_failed')
  })

  it('an Upgrade is not followed', async () => {
    const { socket, received } = await openRaw(relay.port)
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await expect.poll(() => statusOf(received())).toBe(200)
    socket.destroy()
  })
})

describe('a request that two servers could read in two ways', () => {
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
  ])('(%s) is refused, and what follows is not read', async (_what, headers, rest) => {
    const { socket, ended } = await openRaw(relay.port)
    const authorization = `Authorization: ${relay.bearer}\r\n`
    socket.write(`POST /v1/generations HTTP/1.1\r\nHost: x\r\n${authorization}${headers}\r\n${rest}`)
    const answer = await ended
    expectRefusal(answer, 400, 'validation_failed')
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })

  it.each([
    ['packed chunks', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['another host', 'Host: y\r\n\r\n'],
    ['an expectation', 'Expect: a miracle\r\n\r\n'],
  ])('(%s) hides none that is carried out', async (what, rest) => {
    const key = `edges-hidden-${what.replaceAll(' ', '-')}`
    const body = JSON.stringify({ ...PROMPT, prompt: key })
    const headers = `Idempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
    const hidden = `POST /v1/generations HTTP/1.1\r\n${head}${headers}\r\n${body}`
    const answer = await sendRaw(relay.port, `GET /healthz HTTP/1.1\r\nHost: x\r\n${rest}${hidden}`)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1)
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
    expect(await (await relay.call('/v1/generations')).text()).not.toContain(key)
  })

  it('(chunks in HTTP/1.0) is refused as well', async () => {
    const text = `POST /v1/generations HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${inner}`
    const answer = await sendRaw(relay.port, text)
    expectRefusal(answer, 400, 'validation_failed')
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })

  it('(chunk extensions) is read past them, and is one', async () => {
    const body = JSON.stringify(PROMPT)
    const headers =
      'Idempotency-Key: edges-extended\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n'
    const chunks = `${body.length.toString(16)};a=b\r\n${body}\r\n0\r\n\r\n`
    const answer = await sendRaw(
      relay.port,
      `POST /v1/generations HTTP/1.1\r\n${head}${headers}\r\n${chunks}`,
    )
    expect(statusOf(answer)).toBe(202)
  })

  it.each(['\x16\x03\x01\x02\x00\x01', 'hello\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n'])(
    '%j, which is no request, is refused in the same way',
    async (text) => {
      expectRefusal(await sendRaw(relay.port, text), 400, 'validation_failed')
    },
  )
})

describe('a header', () => {
  it('of many small ones, or of trailers, is refused when all are larger than 16 kB', async () => {
    expectRefusal(await raw('GET /healthz', 'a:b\r\n'.repeat(4000)), 431, 'validation_failed')
    const chunks = 'Transfer-Encoding: chunked\r\n'
    const trailers = `0\r\n${'a: b\r\n'.repeat(4000)}\r\n`
    const { socket, ended } = await openRaw(relay.port)
    socket.write(`POST /v1/generations HTTP/1.1\r\n${head}${chunks}\r\n${trailers}`)
    expect(statusOf(await ended)).toBe(431)
  })

  it('larger than 16 kB is refused', async () => {
    expectRefusal(await raw('GET /healthz', `X-Long: ${'a'.repeat(17_000)}\r\n`), 431, 'validation_failed')
  })

  it.each(['abcdefgh\xff', 'abcd efgh', 'abcdefgh\t', '"abcdefgh"', 'abcdefgh,ijklmnop', '../../abcdefgh'])(
    'Idempotency-Key: %j is refused by name',
    async (key) => {
      const body = JSON.stringify(PROMPT)
      const headers = `Idempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
      const text = `POST /v1/generations HTTP/1.1\r\n${head}${headers}\r\n${body}`
      const answer = await sendRaw(relay.port, Buffer.from(text, 'latin1'))
      // A tab at the end is white space around the value, which is no part of it.
      if (key.endsWith('\t')) return expect(statusOf(answer)).toBe(202)
      expectRefusal(answer, 400, 'validation_failed')
      expect(bodyOf(answer)).toContain('Idempotency-Key')
    },
  )

  it('is never made of what a client has sent', async () => {
    const marks = 'X-Request-Id: mark-1\r\nX-Forwarded-Host: mark-2\r\nOrigin: https://mark-3.example\r\n'
    expect(await raw('GET /v1/mark-4%0d%0aX-Mark:%205?x=mark-6', marks)).not.toMatch(/mark/i)
  })
})

describe('every answer', () => {
  it.each([
    ['GET', '/v1/me', 200],
    ['GET', '/v1/generations', 200],
    ['GET', '/v1/events', 200],
    ['GET', '/v1/nothing', 404],
    ['GET', '/v1/generations?limit=x', 400],
    ['OPTIONS', '/v1/generations', 204],
    ['GET', '/readyz', 200],
  ])(
    'of %s %s is kept by no cache, guessed at by no browser and readable for any origin',
    async (method, path, status) => {
      const answer = await relay.call(path, { method })
      expect(answer.status).toBe(status)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      // With credentials, any page could ask in the name of whoever looks at it.
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
      expect(answer.headers.has('set-cookie')).toBe(false)
      for (const name of ['server', 'x-powered-by']) expect(answer.headers.has(name)).toBe(false)
    },
  )
})

describe('a body', () => {
  it.each(['gzip', 'br', 'deflate', 'gzip, identity', 'x'])(
    'with Content-Encoding: %s is refused unread',
    async (encoding) => {
      const headers = { 'content-encoding': encoding, 'idempotency-key': 'edges-encoded' }
      for (const path of ['/v1/uploads', '/v1/generations']) {
        const answer = await relay.call(path, { body: PROMPT, headers })
        expect(answer.status).toBe(415)
        expect(await answer.json()).toMatchObject({ error: { code: 'unsupported_media_type' } })
      }
    },
  )

  it('that is shorter than it claims is never taken for whole', async () => {
    const { socket, ended } = await openRaw(relay.port)
    const body = JSON.stringify(PROMPT)
    const headers = `Idempotency-Key: edges-short\r\nContent-Type: application/json\r\nContent-Length: ${body.length + 1}\r\n`
    socket.end(`POST /v1/generations HTTP/1.1\r\n${head}${headers}\r\n${body}`)
    expect(statusOf(await ended)).not.toBe(202)
    expect(await (await relay.call('/v1/generations')).text()).not.toContain('edges-short')
  })

  it('that is longer than it claims ends where it said, and the rest is no request', async () => {
    const { socket, received, ended } = await openRaw(relay.port)
    const body = JSON.stringify(PROMPT)
    const headers = `Idempotency-Key: edges-long-1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
    const staying = head.replace('Connection: close\r\n', '')
    socket.write(`POST /v1/generations HTTP/1.1\r\n${staying}${headers}\r\n${body}`)
    await expect.poll(() => statusOf(received())).toBe(202)
    socket.write('{"prompt":"x"}\r\n\r\n')
    expect((await ended).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 202', 'HTTP/1.1 400'])
  })

  it('without a length ends at the limit', async () => {
    const { socket, ended } = await openRaw(relay.port)
    const headers =
      'Idempotency-Key: edges-endless\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n'
    socket.write(`POST /v1/generations HTTP/1.1\r\n${head}${headers}\r\n`)
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
  ])('%s is refused or read as it is', async (what, body) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'edges-json-key' }
    const answer = await relay.call('/v1/generations', { body, headers })
    // A byte order mark is no part of the text (RFC 8259 lets a reader ignore it).
    expect(answer.status).toBe(what === 'with a mark before' ? 202 : 400)
    await answer.arrayBuffer()
  })

  it('that names a field twice counts with the last one, once', async () => {
    const body = `{"prompt":"the first",${JSON.stringify({ ...PROMPT, prompt: 'the last' }).slice(1)}`
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'edges-twice-key' }
    const answer = await relay.call('/v1/generations', { body, headers })
    expect(await answer.json()).toMatchObject({ prompt: 'the last' })
  })
})

it('serves others while a thousand connections do nothing', async () => {
  const idle = await Promise.all(Array.from({ length: 1000 }, () => openRaw(relay.port)))
  for (const { socket } of idle) socket.write('GET /v1/me HTTP/1.1\r\nHost: x\r\n')
  expect((await relay.call('/v1/me')).status).toBe(200)
  for (const { socket } of idle) socket.destroy()
})

it('answers a thousand requests that come at once on one connection, in their order', async () => {
  const { socket, received, ended } = await openRaw(relay.port)
  const paths = Array.from({ length: 1000 }, (_, number) => (number % 3 === 0 ? '/v1/nothing' : '/v1/me'))
  const requests = paths.map(
    (path) => `HEAD ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${relay.bearer}\r\n\r\n`,
  )
  socket.write(`${requests.join('')}GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  await ended
  const statuses = received()
    .match(/(?<=HTTP\/1\.1 )\d+/g)
    ?.map(Number)
  expect(statuses).toEqual([...paths.map((path) => (path === '/v1/me' ? 200 : 404)), 200])
})
