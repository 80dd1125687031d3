import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROMPT } from '../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

// A server on this machine, as an attacker would like the relay to ask: it answers everything with an image.
let inside: Server
let port: number
const hits: string[] = []
beforeAll(async () => {
  inside = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'image/png' }).end()
  })
  inside.on('connection', () => hits.push('connection'))
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  port = (inside.address() as AddressInfo).port
})
afterAll(() => {
  inside.close()
})

/** Lets Rivya answer that images are ready at these links. @returns what the log says of each first download */
async function offer(relay: WholeRelay, links: string[]): Promise<string[]> {
  relay.standIn.change({
    faults: links.map((url) => ({
      on: 'task' as const,
      kind: 'fields' as const,
      times: 1,
      fields: { status: 'succeeded', result: { primary_url: url, urls: [url] } },
    })),
  })
  const ids = await Promise.all(
    links.map((_link, index) => relay.start(PROMPT, `link-${links.length}-${index}-key`)),
  )
  const find = () => ids.map((id) => findDownload(relay.log(), id))
  await expect.poll(find).not.toContain(null)
  return find().map(String)
}

function findDownload(log: string, id: string): string | null {
  const lines = log.split('\n').filter((line) => line.includes(id) && line.includes('"call":"download"'))
  const [first] = lines
  if (first === undefined) return null
  const { outcome, reason } = JSON.parse(first)
  return `${outcome}: ${reason}`
}

describe('with Rivya on the internet', () => {
  let relay: WholeRelay
  beforeAll(async () => {
    relay = await startWholeRelay({ isRivyaElsewhere: true, env: { MAX_IN_FLIGHT: '100' } })
  })
  afterAll(() => relay.close())

  it('no link leads to this machine, to a private network or past https', async () => {
    const links = [
      `http://127.0.0.1:${port}/plain`,
      `https://127.0.0.1:${port}/port`,
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0x7f.1/',
      'https://017700000001/',
      'https://0177.0.0.1/',
      'https://127.1/',
      'https://0/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[0:0:0:0:0:ffff:a9fe:a9fe]/',
      'https://[::127.0.0.1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://[64:ff9b::10.0.0.1]/',
      'https://[64:ff9b::a9fe:a9fe]/',
      'https://[fd00::1]/',
      'https://[fe80::1]/',
      'https://10.0.0.1/',
      'https://172.16.0.1/',
      'https://192.168.1.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://2852039166/latest/meta-data/',
      'https://100.100.100.200/',
      'https://localhost/',
      'https://LOCALHOST/',
      'https://localhost:443/',
      'https://１２７.0.0.1/',
      'https://user@127.0.0.1/',
      'https://user:pass@rivya.ai/',
      'https://rivya.ai:8443/',
      'http://rivya.ai/',
      'ftp://rivya.ai/',
      'file:///etc/passwd',
      'data:image/png;base64,iVBORw0KGgo=',
      'javascript:alert(1)',
      '//127.0.0.1/',
      '/etc/passwd',
    ]
    const outcomes = await offer(relay, links)
    expect(outcomes).toHaveLength(links.length)
    expect(outcomes.filter((outcome) => !outcome.startsWith('rejected: '))).toEqual([])
    expect(hits).toEqual([])
  })
})

describe('with Rivya on this machine', () => {
  let relay: WholeRelay
  beforeAll(async () => {
    relay = await startWholeRelay({ env: { MAX_IN_FLIGHT: '100' } })
  })
  afterAll(() => relay.close())

  it('links lead to this machine alone', async () => {
    const links = [
      'http://10.0.0.1:8080/',
      'http://169.254.169.254/',
      'http://2852039166/',
      'http://[fd00::1]/',
      `http://user@127.0.0.1:${port}/user`,
      'https://user:pass@127.0.0.1/',
      'file:///etc/passwd',
    ]
    const outcomes = await offer(relay, links)
    expect(outcomes).toHaveLength(links.length)
    expect(outcomes.filter((outcome) => !outcome.startsWith('rejected: '))).toEqual([])
    expect(hits).toEqual([])
  })

  it('a redirect leads to nothing that a link could not lead to', async () => {
    const id = await relay.start(PROMPT, 'link-redirect-1')
    relay.standIn.change({
      faults: [{ on: 'image', kind: 'redirect', to: 'http://169.254.169.254/latest/meta-data/' }],
    })
    await expect
      .poll(() => findDownload(relay.log(), id))
      .toBe('rejected: the link leads to an address that is not public')
    expect(hits).toEqual([])
  })

  it('one that holds no image is not kept', async () => {
    const [outcome] = await offer(relay, [`http://127.0.0.1:${port}/no-image`])
    expect(outcome).toMatch(/^rejected: /)
    // The canary does count: this one was allowed.
    expect(hits).toContain('/no-image')
  })
})
