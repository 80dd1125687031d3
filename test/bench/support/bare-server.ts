// The baseline: what `node:http` can do with nothing else in the way. Prints its address.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const answer = process.argv[2] ?? '{}'

const server = createServer(async (request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    })
    response.end(answer)
    return
  }
  const hash = createHash('sha256')
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    hash.update(chunk)
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks).length
  response.writeHead(201, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ id: hash.digest('hex'), bytes }))
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
