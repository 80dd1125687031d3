import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createRivyaClient } from '../../../relay/rivya/client.ts'
import { createDownloader, type DownloaderOptions } from '../../../relay/rivya/download.ts'
import { isExempt } from '../../../relay/rivya/proxy.ts'
import type { Limits } from '../../../relay/rivya/transport.ts'
import { findFreePort } from '../../find-free-port.ts'
import { drawPng, PROMPT } from '../support/samples.ts'
import {
  type ConnectProxy,
  startConnectProxy,
  startTlsFront,
  trustTestAuthority,
} from '../support/tls-front.ts'
import { startWholeRelay } from '../support/whole-relay.ts'

const KEY = 'rvya_sk_behind_a_proxy'
const CREATE = { body: '{"prompt":"Mug"}', idempotencyKey: 'key-1' }
const never = new AbortController().signal

const cleanups: (() => Promise<void>)[] = []
beforeAll(trustTestAuthority)
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function keep<T extends { close: () => Promise<void> }>(value: T): T {
  cleanups.push(() => value.close())
  return value
}

type Received = { path: string; headers: object }

/** Answers everything with a picture, or leaves it open. */
async function startFarEnd(isSilent = false): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = []
  const file = (name: string) => readFileSync(new URL(`../support/certificates/${name}`, import.meta.url))
  const options = { cert: file('server.pem'), key: file('server-key.pem') }
  const server = createServer(options, (request, response) => {
    received.push({ path: request.url ?? '', headers: request.headers })
    if (!isSilent) response.end(drawPng(1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { port: (server.address() as AddressInfo).port, received }
}

function openClient(proxy: ConnectProxy, exempt: string[] = [], limits: Partial<Limits> = {}) {
  const url = proxy.url.replace('//', '//relay:p%40ss@')
  return keep(
    createRivyaClient({
      baseUrl: 'https://rivya.test',
      apiKey: KEY,
      proxy: { url, exempt },
      limits,
    }),
  )
}

describe('a call to Rivya', () => {
  it('goes through the proxy, which sees where to and nothing else', async () => {
    const far = await startFarEnd()
    const proxy = keep(await startConnectProxy(() => far))
    await openClient(proxy).getGeneration('task_1', never)
    const authorization = `Basic ${Buffer.from('relay:p@ss').toString('base64')}`
    expect(proxy.tunnels).toEqual([{ authority: 'rivya.test:443', authorization }])
    expect(far.received).toEqual([
      {
        path: '/api/v1/generations/task_1',
        headers: expect.objectContaining({ authorization: `Bearer ${KEY}` }),
      },
    ])
    expect(far.received[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  it.each([407, 502])('that the proxy refuses with %i has certainly not been made', async (status) => {
    const proxy = keep(await startConnectProxy(() => status))
    const outcome = await openClient(proxy).createGeneration(CREATE, never)
    expect(outcome).toEqual({ kind: 'not-now', reason: `the proxy answered ${status}`, retryAfterMs: null })
  })

  it('that the proxy keeps waiting has certainly not been made', async () => {
    const proxy = keep(await startConnectProxy(() => null))
    const client = openClient(proxy, [], { connectTimeoutMs: 300 })
    const outcome = await client.createGeneration(CREATE, never)
    expect(outcome).toMatchObject({ kind: 'not-now', reason: 'the proxy does not answer' })
  })

  it('that finds no proxy has certainly not been made', async () => {
    const proxy = await startConnectProxy(() => null)
    await proxy.close()
    const outcome = await openClient(proxy).createGeneration(CREATE, never)
    expect(outcome).toEqual({ kind: 'not-now', reason: 'ECONNREFUSED', retryAfterMs: null })
  })

  it('that breaks off inside of the tunnel is in doubt', async () => {
    const far = await startFarEnd(true)
    const proxy = keep(await startConnectProxy(() => far))
    const answered = openClient(proxy).createGeneration(CREATE, never)
    await expect.poll(() => far.received.length).toBe(1)
    proxy.cut()
    expect(await answered).toMatchObject({ kind: 'in-doubt' })
  })

  it('to an exempt name goes straight on', async () => {
    const proxy = keep(await startConnectProxy(() => 500))
    // There is no such name outside of the proxy.
    const outcome = await openClient(proxy, ['rivya.test']).createGeneration(CREATE, never)
    expect(outcome).toMatchObject({ kind: 'not-now', reason: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) })
    expect(proxy.tunnels).toEqual([])
  })
})

describe('a download', () => {
  async function download(link: string, resolve?: DownloaderOptions['resolve']) {
    const far = await startFarEnd()
    const proxy = keep(await startConnectProxy(() => far))
    const options = { allowLoopback: false, proxy: { url: proxy.url, exempt: [] } }
    const downloader = keep(createDownloader({ ...options, ...(resolve === undefined ? {} : { resolve }) }))
    return { proxy, outcome: await downloader.download(link, never) }
  }
  const unknownHere: DownloaderOptions['resolve'] = (_, done) => done(new Error('ENOTFOUND'), [])

  it('of a name that only the proxy knows goes through it', async () => {
    const { proxy, outcome } = await download('https://results.test/1.png', unknownHere)
    expect(outcome).toMatchObject({ kind: 'downloaded', header: { mimeType: 'image/png' } })
    expect(proxy.tunnels).toEqual([{ authority: 'results.test:443', authorization: undefined }])
  })

  it.each(['10.1.2.3', '169.254.169.254', '[::1]', '[fd00::1]'])(
    'from %s is refused before the proxy hears of it',
    async (address) => {
      const { proxy, outcome } = await download(`https://${address}/1.png`)
      expect(outcome).toMatchObject({ kind: 'rejected' })
      expect(proxy.tunnels).toEqual([])
    },
  )

  it('of a name that leads to a private address here is refused before the proxy hears of it', async () => {
    const { proxy, outcome } = await download('https://results.test/1.png', (_, done) =>
      done(null, [{ address: '10.0.0.7', family: 4 }]),
    )
    expect(outcome).toMatchObject({ kind: 'rejected' })
    expect(proxy.tunnels).toEqual([])
  })
})

it.each([
  ['rivya.ai', 'rivya.ai', true],
  ['.rivya.ai', 'cdn.rivya.ai', true],
  ['*.rivya.ai', 'cdn.rivya.ai', true],
  ['rivya.ai', 'cdn.rivya.ai', true],
  ['rivya.ai', 'notrivya.ai', false],
  ['rivya.ai', 'rivya.ai.example', false],
  ['rivya.ai:443', 'rivya.ai', true],
  ['rivya.ai:8443', 'rivya.ai', false],
  ['10.0.0.1', '10.0.0.1', true],
  ['::1', '[::1]', true],
  ['[::1]:443', '[::1]', true],
  ['*', 'anything.example', true],
  ['.', 'anything.example', false],
])('NO_PROXY %s and the host %s: exempt %s', (entry, hostname, expected) => {
  expect(isExempt(['other.example', entry], hostname, 443)).toBe(expected)
})

it('a relay behind a proxy hands over, pays, looks and downloads through it', async () => {
  let front = { port: await findFreePort() }
  const proxy = keep(await startConnectProxy(() => front))
  const relay = keep(
    await startWholeRelay({
      env: { HTTPS_PROXY: proxy.url },
      async rivyaUrl(standInUrl) {
        front = keep(await startTlsFront(standInUrl))
        return 'https://rivya.test'
      },
    }),
  )
  const upload = await relay.call('/v1/uploads', { body: drawPng(2) })
  const references = [{ upload_id: (await upload.json()).id }]
  const id = await relay.start({ ...PROMPT, references }, 'proxy-key-1')
  expect(await relay.awaitEnd(id)).toMatchObject({ status: 'succeeded', images: [{ width: 64 }] })
  expect(new Set(proxy.tunnels.map(({ authority }) => authority))).toEqual(
    new Set(['rivya.test:443', 'results.test:443']),
  )
})
