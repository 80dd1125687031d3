/** Stands between the relay and the stand-in for Rivya and keeps what the relay has sent, byte for byte. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

type Recorded = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer }

export type RecordingRivya = { url: string; requests: Recorded[]; close: () => Promise<void> }

/** @param upstream address of the stand-in. The caller closes it. */
export async function startRecordingRivya(upstream: string): Promise<RecordingRivya> {
  const requests: Recorded[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    requests.push({ method, path, headers, body })
    const { authorization = '', 'content-type': type = '', 'idempotency-key': key = '' } = headers
    const answer = await fetch(upstream + path, {
      method,
      headers: {
        authorization,
        'content-type': type,
        ...(key === '' ? {} : { 'idempotency-key': String(key) }),
      },
      ...(method === 'GET' ? {} : { body }),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
