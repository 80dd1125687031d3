/** The way out through a company's proxy: a tunnel (`CONNECT`), in which TLS goes on to the far end as without it. */
import { type ClientRequest, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { Duplex } from 'node:stream'
import type { buildConnector } from 'undici'

export type OutboundProxy = {
  /** http or https, with user name and password if it wants them. */
  url: string
  /** As in `NO_PROXY`: names (each with all below it), addresses, `name:port`, or `*`. */
  exempt: readonly string[]
}

type Connector = buildConnector.connector

type TunnelOptions = {
  /** For the proxy to open the tunnel. */
  timeoutMs: number
  /** Of a name before the proxy is asked for it: the proxy looks it up itself. */
  check?: (hostname: string) => Promise<void>
}

const DEFAULT_PORT = 443

/**
 * A connector for https that goes through the proxy where it is meant to, and straight on where not. A tunnel that does
 * not come about is a connection that was not made: nothing has left for the far end.
 *
 */
export function connectThrough(
  proxy: OutboundProxy | null,
  straight: Connector,
  { timeoutMs, check = async () => undefined }: TunnelOptions,
): Connector {
  if (proxy === null) return straight
  return (target, callback) => {
    const { hostname, protocol } = target
    const port = Number(target.port || DEFAULT_PORT)
    if (protocol !== 'https:' || isExempt(proxy.exempt, hostname, port)) {
      straight(target, callback)
      return
    }
    check(hostname)
      .then(() => openTunnel(proxy.url, hostname, port, timeoutMs))
      .then(
        // Whatever is exchanged from here on is between the two ends.
        (tunnel) => straight({ ...target, httpSocket: tunnel as never }, callback),
        (error: Error) => callback(error, null),
      )
  }
}

/** @param exempt as of `NO_PROXY` */
export function isExempt(exempt: readonly string[], hostname: string, port: number): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return exempt.some((entry) => {
    if (entry === '*') return true
    const [, host = '', only] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isBareV6(entry) ? `[${entry}]` : entry) ?? []
    if (only !== undefined && Number(only) !== port) return false
    const suffix = host.replace(/^\*?\./, '')
    return suffix !== '' && (name === suffix || name.endsWith(`.${suffix}`))
  })
}

function isBareV6(entry: string): boolean {
  return !entry.startsWith('[') && entry.split(':').length > 2
}

function openTunnel(proxyUrl: string, hostname: string, port: number, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { protocol, username, password, ...proxy } = readUrl(proxyUrl)
    const authority = `${hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname}:${port}`
    const request: ClientRequest = (protocol === 'https:' ? requestTls : requestPlain)({
      ...proxy,
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(username === '' ? {} : { 'proxy-authorization': authorize(username, password) }),
      },
      agent: false,
    })
    const timer = setTimeout(() => request.destroy(new Error('the proxy does not answer')), timeoutMs)
    request.on('connect', ({ statusCode }, socket) => {
      clearTimeout(timer)
      if (statusCode === 200) {
        resolve(socket)
      } else {
        socket.destroy()
        reject(new Error(`the proxy answered ${statusCode}`))
      }
    })
    // An answer that is none to CONNECT.
    request.on('response', ({ statusCode }) => {
      request.destroy(new Error(`the proxy answered ${statusCode}`))
    })
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    request.end()
  })
}

function readUrl(text: string) {
  const { protocol, hostname, port, username, password } = new URL(text)
  return { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, username, password }
}

function authorize(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
