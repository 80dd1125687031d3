/** Listens: the only place with sockets. */
import { createServer, type Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { SettingError } from '../settings/settings.ts'
import { answerFailedRequest, answerUnreadable, refuseAmbiguous } from './door/unreadable-requests.ts'
import type { RelayEnv } from './env.ts'

type Patience = {
  /** For the head of a request; a client that takes longer is up to something. */
  headersMs: number
  /** For a whole request, uploads that wait for their turn included; bodies have tighter limits of their own. */
  requestMs: number
  /** Without a byte in either direction, as when a client does not read its answer. */
  silenceMs: number
  /** How often it is looked for connections whose time is up. */
  checkMs: number
}

type ServeOptions = {
  /** Names the port where it can't be had. */
  portSetting?: 'PORT' | 'METRICS_PORT'
  patience?: Patience
}

const PATIENCE: Patience = { headersMs: 15_000, requestMs: 300_000, silenceMs: 150_000, checkMs: 5000 }
/** Longer than a long poll, so that a panel keeps its connection. */
const KEEP_ALIVE_MS = 65_000
const MAX_HEADER_BYTES = 16_384
const SWEEP_MS = 50
/** A proxy's connections that are in use come back within it, and are told with their answer not to come again. */
const DRAIN_MS = 300

export type Listening = {
  /** `http://127.0.0.1:8787` and the like. */
  urls: string[]
  port: number
  /** Takes no new connections and waits for the requests under way, at most `maxWaitMs`. */
  close: (maxWaitMs: number) => Promise<void>
}

/**
 * @param hosts tried in this order, all on the port of the first; a later one that this machine does not have (no
 *   IPv6, say) is left out
 * @param port 0: any free one
 * @throws {SettingError} when the port is taken or the first host is not of this machine
 */
export async function serve(
  app: Hono<RelayEnv>,
  hosts: string[],
  port: number,
  { portSetting = 'PORT', patience = PATIENCE }: ServeOptions = {},
): Promise<Listening> {
  const servers: Server[] = []
  const urls: string[] = []
  let boundPort = port
  for (const host of hosts) {
    const server = openServer(app, patience)
    try {
      boundPort = await listen(server, host, boundPort)
    } catch (error) {
      if (servers.length > 0 && codeOf(error) in MISSING_ADDRESS) continue
      await Promise.all(servers.map((each) => closeServer(each, 0)))
      throw explain(error, host, `${portSetting} ${boundPort}`)
    }
    servers.push(server)
    urls.push(`http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`)
  }
  return {
    urls,
    port: boundPort,
    close: async (maxWaitMs) => {
      await Promise.all(servers.map((server) => closeServer(server, maxWaitMs)))
    },
  }
}

function openServer(app: Hono<RelayEnv>, patience: Patience): Server {
  const { headersMs, requestMs, silenceMs, checkMs } = patience
  const handle = getRequestListener(app.fetch, {
    // Health checks of some proxies speak HTTP/1.0 and name no host, which nothing here goes by.
    hostname: 'relay',
    errorHandler: answerFailedRequest,
  })
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    requireHostHeader: false,
  }
  const server = createServer(options, (request, response) => {
    if (!refuseAmbiguous(request, response)) void handle(request, response)
  })
  server.setTimeout(silenceMs)
  answerUnreadable(server)
  return server
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // `::` is meant for every address, those of IPv4 included; `::1` beside `127.0.0.1` for itself.
    server.listen({ host, port, ipv6Only: host !== '::' }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** No such address on this machine; no such family at all. */
const MISSING_ADDRESS = { EADDRNOTAVAIL: true, EAFNOSUPPORT: true }

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function explain(error: unknown, host: string, port: string): unknown {
  const code = codeOf(error)
  if (code === 'EADDRINUSE')
    return new SettingError(`${port} is taken on ${host}. End what listens there, or set another.`)
  if (code === 'EACCES')
    return new SettingError(`${port} may not be used by this user. Set another, from 1024 on.`)
  return code in MISSING_ADDRESS || code === 'ENOTFOUND'
    ? new SettingError(`HOST ${host} is no address of this machine. Set one that is, or 0.0.0.0 for all.`)
    : error
}

async function closeServer(server: Server, maxWaitMs: number): Promise<void> {
  // Node's own close() of an HTTP server would cut idle connections at once, on which a proxy may be sending just now.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
  server.prependListener('request', (_, response) => {
    response.shouldKeepAlive = false
  })
  let sweep: NodeJS.Timeout | undefined
  const drained = setTimeout(
    () => {
      server.closeIdleConnections()
      sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    },
    Math.min(DRAIN_MS, maxWaitMs),
  )
  const deadline = setTimeout(() => server.closeAllConnections(), maxWaitMs)
  await closed
  for (const timer of [drained, deadline]) clearTimeout(timer)
  clearInterval(sweep)
}
