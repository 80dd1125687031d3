/** Serves the playground's page and the built plugin on the loopback addresses, and nothing else to nobody else. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buildPage } from './build-page.ts'
import { drawPackshots } from './packshots.ts'

type PageOptions = {
  /** 0 takes a free one. */
  port: number
  /** Where `manifest.json`, `code.js` and `ui.html` are; read anew at every reload. */
  distDir: string
  /** Told to the page: see its `main.tsx`. */
  settings: () => { rivya: 'stand-in' | 'real'; token: string | null }
  /** Of the relay's admin's page: an address that is good once. Without it there is no way there from here. */
  makeAdminLink?: () => Promise<string>
}

export type PageServer = { url: string; close(): Promise<void> }

type Answer = { type: string; body: string | Uint8Array }

const PLUGIN_FILES: Readonly<Record<string, string>> = {
  'manifest.json': 'application/json',
  'code.js': 'text/plain; charset=utf-8',
  'ui.html': 'text/plain; charset=utf-8',
}

/** Rejects with `EADDRINUSE` when the port is taken on either loopback address. */
export async function servePage(options: PageOptions): Promise<PageServer> {
  const page = await buildPage()
  const html = await readFile(new URL('page/index.html', import.meta.url))
  const wasm = await readFile(
    createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm'),
  )
  const fixed: Readonly<Record<string, Answer>> = {
    '/': { type: 'text/html; charset=utf-8', body: html },
    '/page.js': { type: 'text/javascript; charset=utf-8', body: page.script },
    '/page.css': { type: 'text/css; charset=utf-8', body: page.style },
    '/quickjs.wasm': { type: 'application/wasm', body: wasm },
  }

  async function answerTo(path: string): Promise<Answer | null> {
    if (path === '/settings.json') {
      return { type: 'application/json', body: JSON.stringify(options.settings()) }
    }
    const packshot = /^\/packshots\/(\d+)$/.exec(path)?.[1]
    if (packshot !== undefined) {
      const body = (await drawPackshots())[Number(packshot)]
      return body === undefined ? null : { type: 'application/octet-stream', body }
    }
    const name = path.startsWith('/plugin/') ? path.slice('/plugin/'.length) : ''
    const type = PLUGIN_FILES[name]
    if (type === undefined) return fixed[path] ?? null
    return readFile(join(options.distDir, name)).then(
      (body) => ({ type, body }),
      () => null,
    )
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A name that merely resolves to this computer could be a page elsewhere reading the token.
    if (!isLoopbackHost(request.headers.host)) return send(response, 403, 'Open the playground as localhost.')
    if (request.method !== 'GET') return send(response, 405, 'Only GET is served here.')
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path === '/admin' && options.makeAdminLink !== undefined) {
      // Another page must not sign this browser in.
      if (!isAskedByPerson(request)) return send(response, 403, 'Open this address yourself.')
      const location = await options.makeAdminLink().catch((error: unknown) => {
        console.error(error)
        return null
      })
      if (location === null) return send(response, 502, 'The relay made no link. Start again with npm start.')
      response.writeHead(303, { location, 'cache-control': 'no-store' })
      return void response.end()
    }
    const answer = await answerTo(path)
    if (answer === null) return send(response, 404, 'There is no such file here.')
    response.writeHead(200, { 'content-type': answer.type, 'cache-control': 'no-store' })
    response.end(answer.body)
  }

  const servers: Server[] = []
  let port = options.port
  try {
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer((request, response) => void handle(request, response))
      const isListening = await listen(server, port, host)
      if (!isListening) continue
      servers.push(server)
      port = (server.address() as AddressInfo).port
    }
  } catch (error) {
    await Promise.all(servers.map(stop))
    throw error
  }
  return {
    url: `http://localhost:${port}`,
    close: async () => {
      await Promise.all(servers.map(stop))
    },
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}

function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '')
}

/** Typed, or pressed on this page: another port of localhost is `same-site` to a browser. */
function isAskedByPerson({ headers }: IncomingMessage): boolean {
  return ['none', 'same-origin', undefined].includes(headers['sec-fetch-site']?.toString())
}

/** False where the computer has no such address, as without IPv6. */
function listen(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(false)
      else reject(error)
    })
    server.listen(port, host, () => resolve(true))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
