import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { createProviderFetch } from '../../../relay/identity/provider-fetch.ts'
import { startTlsFront, trustTestAuthority } from '../support/tls-front.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(answer?: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const GET = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const

function open(proxy: Parameters<typeof createProviderFetch>[0]) {
  const { fetch, close } = createProviderFetch(proxy)
  closers.push(close)
  return fetch
}

it('goes to the provider through the proxy that is set, unless it is exempt', async () => {
  const asked: string[] = []
  const { server, url } = await listen()
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await expect(open({ url, exempt: [] })('https://login.invalid/', GET)).rejects.toThrow()
  await expect(open({ url, exempt: ['login.invalid'] })('https://login.invalid/', GET)).rejects.toThrow()
  expect(asked).toEqual(['login.invalid:443'])
})

it('follows no redirect and reads no endless answer', async () => {
  const { url } = await listen((request, response) => {
    if (request.url === '/large') response.end('x'.repeat(1_000_001))
    else response.writeHead(302, { location: 'https://evil.example/' }).end()
  })
  const answer = await open(null)(`${url}/`, GET)
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://evil.example/'])
  await expect(open(null)(`${url}/large`, GET)).rejects.toThrow()
})

it('sends the client’s form as it is', async () => {
  const { url } = await listen((request, response) => {
    response.setHeader('x-type', request.headers['content-type'] ?? '')
    request.pipe(response)
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await open(null)(url, {
    ...GET,
    method: 'POST',
    headers,
    body: new URLSearchParams({ code: 'a b&c' }),
  })
  expect(await answer.text()).toBe('code=a+b%26c')
  expect(answer.headers.get('x-type')).toBe('application/x-www-form-urlencoded')
})

it('asks for nothing packed, and unpacks nothing: what is small on the way stays small', async () => {
  const asked: (string | undefined)[] = []
  const packed = gzipSync(Buffer.alloc(50_000_000))
  const { url } = await listen((request, response) => {
    asked.push(request.headers['accept-encoding'])
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
  })
  const answer = await open(null)(url, GET)
  expect((await answer.arrayBuffer()).byteLength).toBe(packed.length)
  expect(asked).toEqual(['identity'])
})

it('takes a certificate of an authority that this process was told of, and of no other', async () => {
  const front = await startTlsFront((await listen((_request, response) => response.end('{}'))).url)
  closers.push(front.close)
  const url = `https://localhost:${front.port}/`
  await expect(open(null)(url, GET)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  trustTestAuthority()
  expect((await open(null)(url, GET)).status).toBe(200)
})

it('waits no longer for an answer that comes by drops than for one that does not come', async () => {
  const { url } = await listen((_request, response) => {
    response.write('{')
    const drops = setInterval(() => response.write(' '), 5)
    response.once('close', () => clearInterval(drops))
  })
  const signal = AbortSignal.timeout(50)
  await expect(open(null)(url, { ...GET, signal })).rejects.toThrow()
})
