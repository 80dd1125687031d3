import { describe, expect, it } from 'vitest'
import { startScriptedServer } from './scripted-server.ts'
import { cleanups, never, open, sendPng, serve } from './serve-download.ts'

describe('where a link may lead', () => {
  it.each([
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://１２７.０.０.１/',
    'http://93.184.216.34/',
    'https://93.184.216.34:8443/',
    'https://93.184.216.34:22/',
    'https://user@93.184.216.34/',
    'https://user:password@93.184.216.34/',
    'ftp://93.184.216.34/',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    '//93.184.216.34/a',
    '/results/a',
    '',
  ])('%j is refused by its text alone', async (url) => {
    const resolve = () => {
      throw new Error('was looked up')
    }
    expect(await open({ allowLoopback: false, resolve }).download(url, never)).toMatchObject({
      kind: 'rejected',
    })
  })

  it.each(['http://10.0.0.1/', 'http://93.184.216.34/', 'https://10.0.0.1/', 'https://93.184.216.34:8443/'])(
    '%s is refused also where loopback is allowed',
    async (url) => {
      expect(await open().download(url, never)).toMatchObject({ kind: 'rejected' })
    },
  )

  it.each([
    ['127.0.0.1', 4],
    ['169.254.169.254', 4],
    ['::1', 6],
    ['::ffff:10.0.0.1', 6],
    ['fd00::1', 6],
  ])('a name that leads to %s is refused and not connected to', async (address, family) => {
    const downloader = open({
      allowLoopback: false,
      resolve: (_, done) => done(null, [{ address, family }]),
    })
    expect(await downloader.download('https://pictures.example/a', never)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('not public'),
    })
  })

  it('one private address among several is enough', async () => {
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    const server = await serve(sendPng)
    const downloader = open({ resolve: (_, done) => done(null, addresses) })
    expect(await downloader.download(`http://pictures.example:${server.port}/a`, never)).toMatchObject({
      kind: 'rejected',
    })
    expect(server.connections()).toBe(0)
  })

  it('connects to the address that was judged: a name is asked for once', async () => {
    const server = await serve(sendPng)
    const answers = ['127.0.0.1', '10.0.0.1']
    const downloader = open({
      resolve: (_, done) => done(null, [{ address: answers.shift() ?? '', family: 4 }]),
    })
    const outcome = await downloader.download(`http://pictures.example:${server.port}/a`, never)
    expect(outcome.kind).toBe('downloaded')
    expect(answers).toEqual(['10.0.0.1'])
  })

  it('plain http and other ports are for loopback alone, also by name', async () => {
    const downloader = open({ resolve: (_, done) => done(null, [{ address: '93.184.216.34', family: 4 }]) })
    expect(await downloader.download('http://pictures.example/a', never)).toMatchObject({ kind: 'rejected' })
    expect(await downloader.download('https://pictures.example:444/a', never)).toMatchObject({
      kind: 'rejected',
    })
  })

  it('the system resolves names where the test does not: localhost is no way in', async () => {
    const downloader = open({ allowLoopback: false })
    expect(await downloader.download('https://localhost/', never)).toMatchObject({ kind: 'rejected' })
  })

  it.each([301, 302, 303, 307, 308])(
    'a redirect with %i is followed, and gets nothing of ours either',
    async (status) => {
      const target = await serve(sendPng)
      const server = await serve((response) =>
        response.writeHead(status, { location: `${target.url}/b?c` }).end('moved'),
      )
      expect(await open().download(`${server.url}/a`, never)).toMatchObject({ kind: 'downloaded' })
      expect(target.received[0]).toMatchObject({ method: 'GET', path: '/b?c', body: '' })
      expect(Object.keys(target.received[0]?.headers ?? {}).sort()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'host',
      ])
    },
  )

  it('three redirects are followed, also relative ones, and a fourth is not', async () => {
    const server = await startScriptedServer((response, { path }) => {
      const left = Number(path.slice(1))
      if (left === 0) sendPng(response)
      else response.writeHead(302, { location: `${left - 1}` }).end()
    })
    cleanups.push(() => server.close())
    expect(await open().download(`${server.url}/3`, never)).toMatchObject({ kind: 'downloaded' })
    expect(await open().download(`${server.url}/4`, never)).toEqual({
      kind: 'rejected',
      reason: 'the link redirects too often',
    })
  })

  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'https://user@127.0.0.1/',
    'https://93.184.216.34:8443/',
    'https://[64:ff9b::7f00:1]/',
    'file:///etc/passwd',
    'https://pictures.example/',
    undefined,
  ])('a redirect to %s is judged as the link itself would be', async (location) => {
    const server = await serve((response) =>
      response.writeHead(302, location === undefined ? {} : { location }).end(),
    )
    const downloader = open({ resolve: (_, done) => done(null, [{ address: '10.0.0.1', family: 4 }]) })
    expect(await downloader.download(`${server.url}/a`, never)).toMatchObject({ kind: 'rejected' })
  })

  it('redirects end at the same deadline as the first', async () => {
    const server = await serve((response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 60)
    })
    expect(await open({ deadlineMs: 100 }).download(`${server.url}/a`, never)).toMatchObject({
      kind: 'not-now',
      reason: 'download: no end in time',
    })
  })
})
