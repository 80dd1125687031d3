/** https in front of a server on this machine, and a company's proxy that alone knows the way to it. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect as dial, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

const file = (name: string) => readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8')

/** From here on this process trusts the certificate of `rivya.test` and `results.test`. */
export function trustTestAuthority(): void {
  setDefaultCACertificates([...getCACertificates('default'), file('ca.pem')])
}

type Front = { port: number; close: () => Promise<void> }

/** Forwards to `upstream`, whose links to results become links to `https://results.test`. */
export async function startTlsFront(upstream: string): Promise<Front> {
  const options = { cert: file('server.pem'), key: file('server-key.pem') }
  const server = createTlsServer(options, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { host: _host, connection: _connection, ...headers } = request.headers
    const answer = await fetch(upstream + request.url, {
      method: request.method ?? 'GET',
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const type = answer.headers.get('content-type') ?? ''
    const bytes = Buffer.from(await answer.arrayBuffer())
    const isJson = type.startsWith('application/json')
    const body = isJson
      ? bytes.toString().replaceAll(`${upstream}/results/`, 'https://results.test/results/')
      : bytes
    response.writeHead(answer.status, { 'content-type': type }).end(body)
  })
  return listen(server)
}

export type ConnectProxy = Front & {
  url: string
  /** What it was asked to connect to, and with which name and password. */
  tunnels: { authority: string; authorization: string | undefined }[]
  /** Cuts the tunnels that are open. */
  cut: () => void
}

/** @param answer the port that every name leads to, or the status it refuses with; null: it never answers */
export async function startConnectProxy(
  answer: () => { port: number } | number | null,
): Promise<ConnectProxy> {
  const tunnels: ConnectProxy['tunnels'] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(400).end())
  server.on('connect', (request, near: Socket) => {
    tunnels.push({ authority: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    sockets.add(near)
    near.on('error', () => near.destroy())
    const decision = answer()
    if (decision === null) return
    if (typeof decision === 'number') {
      near.end(`HTTP/1.1 ${decision} No\r\n\r\n`)
      return
    }
    const far = dial(decision.port, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n')
      near.pipe(far).pipe(near)
    })
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
  })
  const front = await listen(server)
  return {
    ...front,
    url: `http://127.0.0.1:${front.port}`,
    tunnels,
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await front.close()
    },
  }
}

async function listen(server: Server): Promise<Front> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
