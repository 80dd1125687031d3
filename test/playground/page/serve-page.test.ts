import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type PageServer, servePage } from '../../../playground/serve-page.ts'

let server: PageServer
let distDir: string

let makeAdminLink = async () => 'http://localhost:1/admin#link=x'

beforeAll(async () => {
  distDir = await mkdtemp(join(tmpdir(), 'served-'))
  await writeFile(join(distDir, 'code.js'), 'figma.closePlugin()')
  await writeFile(join(distDir, 'relay.mjs'), 'secret')
  server = await servePage({
    port: 0,
    distDir,
    settings: () => ({ rivya: 'stand-in', token: 'rl_1_x' }),
    makeAdminLink: () => makeAdminLink(),
  })
})
afterAll(async () => {
  await server.close()
  await rm(distDir, { recursive: true })
})

/** Status of a request as another program may send it. */
function ask(path: string, host: string, method = 'GET', more: Record<string, string> = {}): Promise<number> {
  const { port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, method, headers: { host, ...more } },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    call.once('error', reject)
    call.end()
  })
}

describe('the page’s server', () => {
  it('serves the page, its parts and the plugin', async () => {
    const paths = [
      '/',
      '/page.js',
      '/page.css',
      '/quickjs.wasm',
      '/plugin/code.js',
      '/settings.json',
      '/packshots/11',
    ]
    const statuses = await Promise.all(paths.map(async (path) => (await fetch(server.url + path)).status))
    expect(statuses).toEqual(paths.map(() => 200))
  })

  it.each(['/plugin/relay.mjs', '/plugin/..%2f..%2fpackage.json', '/plugin/../serve-page.ts', '/nothing'])(
    'has no %s',
    async (path) => {
      expect(await ask(path, 'localhost')).toBe(404)
    },
  )

  it('answers on the IPv6 loopback too', async () => {
    const { port } = new URL(server.url)
    expect((await fetch(`http://[::1]:${port}/settings.json`)).status).toBe(200)
  })

  it('says in the terminal why the relay made no link to the admin’s page', async () => {
    const known = makeAdminLink
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const reason = new Error('no such command')
    makeAdminLink = () => Promise.reject(reason)
    expect(await ask('/admin', 'localhost', 'GET', { 'sec-fetch-site': 'none' })).toBe(502)
    expect(written).toHaveBeenCalledWith(reason)
    makeAdminLink = known
    written.mockRestore()
  })

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:4173'])(
    'refuses the name %s, through which a page elsewhere could read the token',
    async (host) => {
      expect(await ask('/settings.json', host)).toBe(403)
    },
  )

  it.each(['cross-site', 'same-site'])(
    'signs nobody in at the admin’s page whom a %s page sends',
    async (site) => {
      expect(await ask('/admin', 'localhost', 'GET', { 'sec-fetch-site': site })).toBe(403)
      expect(await ask('/admin', 'localhost', 'GET', { 'sec-fetch-site': 'none' })).toBe(303)
    },
  )

  it('takes no other method', async () => {
    expect(await ask('/', 'localhost', 'POST')).toBe(405)
  })

  it('says that a taken port is taken', async () => {
    const port = Number(new URL(server.url).port)
    const second = servePage({ port, distDir, settings: () => ({ rivya: 'stand-in', token: null }) })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
