// The baseline: what `node:http` can do with nothing else in the way. Prints its address.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const answer = process.argv[2] ?? '{}'
const folder = mkdtempSync(join(tmpdir(), 'bare-server-'))

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
  const bytes = Buffer.concat(chunks)
  const id = hash.digest('hex')
  if (request.url === '/kept') await keep(bytes, id)
  response.writeHead(201, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ id, bytes: bytes.length }))
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

/** In a file, on the disk before the answer. */
async function keep(bytes: Uint8Array, name: string): Promise<void> {
  const file = await open(join(folder, name), 'w')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
}

process.on('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true })
  server.close()
  server.closeAllConnections()
})
