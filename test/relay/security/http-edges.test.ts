import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, openRaw, sendRaw, statusOf } from '../support/raw-socket.ts'
import { PROMPT } from '../support/samples.ts'
import { type Edge, expectRefusal, startEdge } from './edge.ts'

let edge: Edge
beforeAll(async () => {
  edge = await startEdge()
})
afterAll(() => edge.relay.close())

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
    expectRefusal(await edge.raw(`GET ${path}`), 404, 'not_found')
  })

  it.each([
    '/healthz/../v1/me',
    '/v1/./me',
    '/openapi.json/../v1/me',
    '/healthz/%2e%2e/v1/me',
    '/readyz/..//v1/me',
  ])('%s is no way past the token', async (path) => {
    const answer = await sendRaw(
      edge.relay.port,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    )
    expect([401, 404]).toContain(statusOf(answer))
  })

  it.each(['/admin/%0d%0aX-Made:%20up/', '/admin/%e2%80%ae/', '/admin//evil.example/', '/admin///'])(
    '%s leads nowhere but to itself without its last stroke',
    async (path) => {
      const answer = await edge.raw(`GET ${path}`)
      expect(statusOf(answer)).toBe(308)
      expect(answer).toContain(`\r\nlocation: ${path.slice(0, -1)}\r\n`)
    },
  )

  it('is the same whatever host or scheme the request names', async () => {
    const text = `GET http://elsewhere.example/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    expectRefusal(await sendRaw(edge.relay.port, text), 401, 'unauthenticated')
  })
})

describe('a method that a route does not have', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LOCK', 'SEARCH'])('%s', async (method) => {
    const answer = await edge.raw(`${method} /v1/me`, 'X-Marker: seen\r\n')
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
    const answer = await edge.relay.call(path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
    expect(JSON.stringify(await answer.json())).toContain(allowed)
  })

  it('never brings back what was sent (TRACE), and tunnels nowhere (CONNECT)', async () => {
    expect(await edge.raw('TRACE /v1/me', 'X-Marker: seen\r\n')).not.toContain('seen')
    const upstream = new URL(edge.relay.standIn.url).host
    expectRefusal(await edge.raw(`CONNECT ${upstream}`), 405, 'validation_failed')
  })

  it('HEAD is GET without the body', async () => {
    const answer = await edge.raw('HEAD /v1/me')
    expect([statusOf(answer), bodyOf(answer)]).toEqual([200, ''])
  })

  it.each(['', 'Host:\r\n'])('HTTP/1.0 is answered, with the headers %j', async (headers) => {
    expect(statusOf(await sendRaw(edge.relay.port, `GET /readyz HTTP/1.0\r\n${headers}\r\n`))).toBe(200)
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
    expectRefusal(await sendRaw(edge.relay.port, `${text}\r\n`), status, 'validation_failed')
  })

  it('an Upgrade is not followed', async () => {
    const { socket, received } = await openRaw(edge.relay.port)
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await expect.poll(() => statusOf(received())).toBe(200)
    socket.destroy()
  })
})

describe('a header', () => {
  it('of many small ones, or of trailers, is refused when all are larger than 16 kB', async () => {
    expectRefusal(await edge.raw('GET /healthz', 'a:b\r\n'.repeat(4000)), 431, 'validation_failed')
    const chunks = 'Transfer-Encoding: chunked\r\n'
    const trailers = `0\r\n${'a: b\r\n'.repeat(4000)}\r\n`
    const { socket, ended } = await openRaw(edge.relay.port)
    socket.write(`POST /v1/generations HTTP/1.1\r\n${edge.head}${chunks}\r\n${trailers}`)
    expect(statusOf(await ended)).toBe(431)
  })

  it('larger than 16 kB is refused', async () => {
    expectRefusal(
      await edge.raw('GET /healthz', `X-Long: ${'a'.repeat(17_000)}\r\n`),
      431,
      'validation_failed',
    )
  })

  it.each(['abcdefgh\xff', 'abcd efgh', 'abcdefgh\t', '"abcdefgh"', 'abcdefgh,ijklmnop', '../../abcdefgh'])(
    'Idempotency-Key: %j is refused by name',
    async (key) => {
      const body = JSON.stringify(PROMPT)
      const headers = `Idempotency-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
      const text = `POST /v1/generations HTTP/1.1\r\n${edge.head}${headers}\r\n${body}`
      const answer = await sendRaw(edge.relay.port, Buffer.from(text, 'latin1'))
      // A tab at the end is white space around the value, which is no part of it.
      if (key.endsWith('\t')) return expect(statusOf(answer)).toBe(202)
      expectRefusal(answer, 400, 'validation_failed')
      expect(bodyOf(answer)).toContain('Idempotency-Key')
    },
  )

  it('is never made of what a client has sent', async () => {
    const marks = 'X-Request-Id: mark-1\r\nX-Forwarded-Host: mark-2\r\nOrigin: https://mark-3.example\r\n'
    expect(await edge.raw('GET /v1/mark-4%0d%0aX-Mark:%205?x=mark-6', marks)).not.toMatch(/mark/i)
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
      const answer = await edge.relay.call(path, { method })
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

it('serves others while a thousand connections do nothing', async () => {
  const idle = await Promise.all(Array.from({ length: 1000 }, () => openRaw(edge.relay.port)))
  for (const { socket } of idle) socket.write('GET /v1/me HTTP/1.1\r\nHost: x\r\n')
  expect((await edge.relay.call('/v1/me')).status).toBe(200)
  for (const { socket } of idle) socket.destroy()
})

it('answers a thousand requests that come at once on one connection, in their order', async () => {
  const { socket, received, ended } = await openRaw(edge.relay.port)
  const paths = Array.from({ length: 1000 }, (_, number) => (number % 3 === 0 ? '/v1/nothing' : '/v1/me'))
  const requests = paths.map(
    (path) => `HEAD ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${edge.relay.bearer}\r\n\r\n`,
  )
  socket.write(`${requests.join('')}GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  await ended
  const statuses = received()
    .match(/(?<=HTTP\/1\.1 )\d+/g)
    ?.map(Number)
  expect(statuses).toEqual([...paths.map((path) => (path === '/v1/me' ? 200 : 404)), 200])
})
