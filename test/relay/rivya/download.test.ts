import type { ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findFreePort } from '../../find-free-port.ts'
import { never, open, png, sendPng, serve } from './serve-download.ts'

describe('a good link', () => {
  it('gives the bytes with type and size as measured, whatever the server calls them', async () => {
    const server = await serve((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(png(1024, 768)),
    )
    const outcome = await open().download(`${server.url}/a.txt`, never)
    expect(outcome).toEqual({
      kind: 'downloaded',
      bytes: new Uint8Array(png(1024, 768)),
      header: { mimeType: 'image/png', width: 1024, height: 768 },
    })
  })

  it('gets nothing of ours but the wish for an image', async () => {
    const server = await serve(sendPng)
    await open().download(`${server.url}/a`, never)
    expect(Object.keys(server.received[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
    ])
    expect(server.received[0]?.headers['accept-encoding']).toBe('identity')
  })
})

describe('what a link may answer', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['a page', (response) => response.end('<!doctype html><title>Sign in</title>')],
    ['nothing', (response) => response.end()],
    ['a GIF', (response) => response.end('GIF89a'.padEnd(60))],
    ['a side of 20,000 pixels', (response) => response.end(png(20_000, 10))],
    ['more than 100 megapixels', (response) => response.end(png(12_000, 12_000))],
    [
      'bytes that are packed in a way that nobody knows',
      (response) => response.writeHead(200, { 'content-encoding': 'lzma' }).end(png(10, 10)),
    ],
  ])('%s is rejected', async (_, answer) => {
    const server = await serve(answer)
    expect(await open().download(`${server.url}/a`, never)).toMatchObject({ kind: 'rejected' })
  })

  it.each([
    ['\0\0\0\x1cftypavif\0\0', 'an AVIF image'],
    ['\0\0\0\x18ftypheic\0\0', 'a HEIC image'],
    ['GIF89a', 'a GIF image'],
    ['', 'nothing'],
    ['Zq'.repeat(20), 'something else than an image'],
    [png(20_000, 10), 'an image of 20000 × 10 pixels'],
    [png(10, 10).subarray(0, 20), 'a damaged image'],
    ['<!doctype html><title>Sign in</title>', undefined],
    [' {"error":"signed out"}', undefined],
  ])('of %j it is said what the link holds: %s', async (body, holds) => {
    const server = await serve((response) => void response.end(Buffer.from(body as string, 'latin1')))
    const outcome = await open().download(`${server.url}/a`, never)
    expect(outcome).toMatchObject({ kind: 'rejected' })
    expect('holds' in outcome ? outcome.holds : undefined).toBe(holds)
  })

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('bytes that come packed with %s, though not asked for, are unpacked', async (encoding, pack) => {
    const server = await serve((response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(png(10, 10))),
    )
    expect(await open().download(`${server.url}/a`, never)).toMatchObject({
      kind: 'downloaded',
      bytes: new Uint8Array(png(10, 10)),
    })
  })

  it('what is packed is bounded by what comes out', async () => {
    const bomb = gzipSync(Buffer.concat([png(10, 10), Buffer.alloc(5_000_000)]))
    const server = await serve((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    expect(bomb.length).toBeLessThan(100_000)
    expect(await open({ maxBytes: 100_000 }).download(`${server.url}/a`, never)).toEqual({
      kind: 'rejected',
      reason: 'the result is too large',
      holds: 'more than 0 MB',
    })
  })

  it('what is packed and ends too soon may be better later', async () => {
    const server = await serve((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(png(10, 10)).subarray(0, 20)),
    )
    expect(await open().download(`${server.url}/a`, never)).toMatchObject({ kind: 'not-now' })
  })

  it.each([201, 203, 226])('%i is as good as 200', async (status) => {
    const server = await serve((response) => response.writeHead(status).end(png(10, 10)))
    expect(await open().download(`${server.url}/a`, never)).toMatchObject({ kind: 'downloaded' })
  })

  it.each([401, 403, 404, 410, 429, 500, 503, 206])(
    '%i may be better later or with a fresh link',
    async (status) => {
      const server = await serve((response) => response.writeHead(status, { 'retry-after': '4' }).end('no'))
      expect(await open().download(`${server.url}/a`, never)).toEqual({
        kind: 'not-now',
        reason: `download: HTTP ${status}`,
        retryAfterMs: 4000,
      })
    },
  )

  it('a cut in the middle may be better later', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(png(10, 10), () => response.destroy())
    })
    expect(await open().download(`${server.url}/a`, never)).toMatchObject({ kind: 'not-now' })
  })

  it('a cut that nothing tells of may be better later, too', async () => {
    const send = (bytes: Buffer) => (response: ServerResponse) => {
      // Neither a length nor chunks: the body ends when the connection does.
      response.socket?.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), bytes]))
    }
    const part = png(10, 10).subarray(0, 50)
    const cut = await serve(send(part))
    expect(await open().download(`${cut.url}/a`, never)).toEqual({
      kind: 'cut-short',
      bytes: new Uint8Array(part),
      header: { mimeType: 'image/png', width: 10, height: 10 },
      reason: 'download: the image ends too soon',
    })
    const whole = await serve(send(png(10, 10)))
    expect(await open().download(`${whole.url}/a`, never)).toMatchObject({ kind: 'downloaded' })
    // With a length what came is all there is.
    const short = await serve((response) => response.end(part))
    expect(await open().download(`${short.url}/a`, never)).toMatchObject({ kind: 'downloaded' })
  })

  it('a server that is not there may be there later', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/a`
    expect(await open().download(url, never)).toMatchObject({
      kind: 'not-now',
      reason: 'download: ECONNREFUSED',
    })
  })

  it('a name that is not known may be known later', async () => {
    const downloader = open({ resolve: (_, done) => done(new Error('ENOTFOUND'), []) })
    expect(await downloader.download('https://pictures.example/a', never)).toMatchObject({ kind: 'not-now' })
  })

  it('a size over the limit is refused by its announcement', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-length': '2000' })
      response.write(png(10, 10))
    })
    expect(await open({ maxBytes: 1999 }).download(`${server.url}/a`, never)).toEqual({
      kind: 'rejected',
      reason: 'the result is too large',
      holds: 'more than 0 MB',
    })
  })

  it('and while reading, when it was not announced', async () => {
    const server = await serve((response) => {
      for (let index = 0; index < 20; index += 1) response.write(png(10, 10, 100))
      response.end()
    })
    expect(await open({ maxBytes: 1999 }).download(`${server.url}/a`, never)).toEqual({
      kind: 'rejected',
      reason: 'the result is too large',
      holds: 'more than 0 MB',
    })
    expect(await open({ maxBytes: 2000 }).download(`${server.url}/a`, never)).toMatchObject({
      kind: 'downloaded',
    })
  })

  it('an answer that drips for ever ends at the deadline', async () => {
    const server = await serve((response) => {
      const drip = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(drip))
    })
    expect(await open({ deadlineMs: 120 }).download(`${server.url}/a`, never)).toEqual({
      kind: 'not-now',
      reason: 'download: no end in time',
      retryAfterMs: null,
    })
  })

  it('stopping ends it', async () => {
    const stop = new AbortController()
    const server = await serve(() => stop.abort())
    expect(await open().download(`${server.url}/a`, stop.signal)).toMatchObject({
      kind: 'not-now',
      reason: 'download: stopped',
    })
  })
})
