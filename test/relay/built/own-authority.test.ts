/** A company's own certificate authority, which Node is told of when the process starts. */
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startStandIn } from '../../../playground/rivya/stand-in.ts'
import { buildRelay } from '../../chaos/support/relay-process.ts'
import { createBuiltToken, startBuiltRelay } from '../support/built-relay.ts'
import { createDatabase } from '../support/create-database.ts'
import { startTlsFront } from '../support/tls-front.ts'

const AUTHORITY = fileURLToPath(new URL('../support/certificates/ca.pem', import.meta.url))

it('counts for Rivya and for Postgres, once NODE_EXTRA_CA_CERTS names it', async () => {
  const directory = await buildRelay()
  const standIn = await startStandIn()
  const front = await startTlsFront(standIn.url)
  const env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: `https://localhost:${front.port}`,
    DATABASE_URL: `${await createDatabase()}?sslmode=require`,
    HOST: '127.0.0.1',
  }
  await expect(startBuiltRelay({ directory, env })).rejects.toThrow(/DATABASE_URL: .*certificate/)
  const trusting = { directory, env: { ...env, NODE_EXTRA_CA_CERTS: AUTHORITY } }
  const authorization = createBuiltToken(trusting)
  const relay = await startBuiltRelay(trusting)
  const { credits } = await (await fetch(`${relay.url}/v1/me`, { headers: { authorization } })).json()
  expect(credits.balance).toBe(standIn.inspection.credits())
  relay.signal('SIGTERM')
  expect(await relay.exited).toBe(0)
  await Promise.all([front.close(), standIn.close()])
  rmSync(directory, { recursive: true, force: true })
})
