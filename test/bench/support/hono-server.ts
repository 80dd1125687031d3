// Between the baseline and the relay: the relay's libraries with nothing behind them. Prints its address.
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'

const answer = process.argv[2] ?? '{}'

const app = new Hono()
app.get('*', () => new Response(answer, { headers: { 'Content-Type': 'application/json' } }))
const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.on('SIGTERM', () => process.exit())
