import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

type Forwarder = { url: string; sendTo: (urls: string[]) => void; close: () => void }

/** In front of several relays: sends each request to another of them, in turn. The caller closes it. */
export async function startForwarder(): Promise<Forwarder> {
  let targets: string[] = []
  let next = 0
  const server = createServer(async (request, response) => {
    const target = targets[next % targets.length]
    next += 1
    const { method = 'GET', url = '/' } = request
    const body = await buffer(request)
    // A relay that does not answer is told to the sender, as a proxy does.
    const answer = await fetch(`${target}${url}`, { method, body }).catch(() => null)
    response.writeHead(answer?.status ?? 502).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sendTo(urls) {
      targets = urls
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
