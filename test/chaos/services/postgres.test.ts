/** Relays on Debian's Postgres, straight and through PgBouncer, while it is restarted; and its dump. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { CreateGeneration } from '../../../contract/relay-api.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { findFreePort } from '../../find-free-port.ts'
import { addToken } from '../../relay/support/samples.ts'
import { checkBooks, type Wish } from '../support/check-books.ts'
import { type Fleet, openFleet } from '../support/fleet.ts'
import type { PatientClient } from '../support/patient-client.ts'
import { buildRelay, spawnRelay } from '../support/relay-process.ts'
import { findProgram, makeFolder, startService } from './debian.ts'
import { type DebianPostgres, startDebianPostgres } from './debian-postgres.ts'

let builtIn: string
let postgres: DebianPostgres
const opened: (() => Promise<void>)[] = []

beforeAll(async () => {
  builtIn = await buildRelay()
  postgres = await startDebianPostgres()
})
afterAll(async () => {
  await postgres.stop()
  rmSync(builtIn, { recursive: true })
})
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function ask(text: string, url = postgres.url): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query(text)
  await client.end()
  return rows
}

let databases = 0
async function createDatabase(): Promise<string> {
  databases += 1
  await ask(`CREATE DATABASE relay_${databases}`)
  return postgres.url.replace(/postgres$/, `relay_${databases}`)
}

async function open(databaseUrl: string): Promise<Fleet> {
  const env = { LEASE_SECONDS: '3', MAX_IN_FLIGHT: '6' }
  const fleet = await openFleet({
    builtIn,
    databaseUrl,
    size: 2,
    speed: 1,
    switches: { taskSeconds: 1 },
    env,
  })
  opened.push(() => fleet.close())
  return fleet
}

const LATE_MS = 120_000

/** As a person does it who reads that the relay had a fault of its own: again, a moment later. */
async function press(caller: PatientClient, key: string, body: CreateGeneration): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await caller.generate(key, body)).id
    } catch (error) {
      if (attempt === 20) throw error
      await wait(300)
    }
  }
}

/** Presses and waits for all, whatever `trouble` does meanwhile. */
async function pressThrough(fleet: Fleet, trouble: () => Promise<void>): Promise<void> {
  const caller = fleet.callerOf(await fleet.addBearer())
  const pressing = Promise.all(
    Array.from({ length: 20 }, async (_, number): Promise<Wish> => {
      await wait(number * 300)
      const key = `services-key-${number}`
      const body = {
        prompt: `Mug ${number}`,
        aspect_ratio: '1:1' as const,
        resolution: '1K' as const,
        references: [],
      }
      return { caller, key, body, id: await press(caller, key, body) }
    }),
  )
  await trouble()
  const wishes = await pressing
  const lateAt = Date.now() + LATE_MS
  await caller.waitUntilEnded(
    wishes.map(({ id }) => id),
    () => Date.now() > lateAt,
  )
  const statuses = await checkBooks(fleet.standIn, wishes, { isUnknownAllowed: false })
  expect(statuses).toEqual(wishes.map(() => 'succeeded'))
  expect(fleet.members.map(({ relay }) => relay.killCount())).toEqual([0, 0])
  for (const { relay } of fleet.members) expect((await fetch(`${relay.url}/readyz`)).status).toBe(200)
}

it('none is lost or paid twice, and no relay ends, while Postgres restarts again and again', async () => {
  await pressThrough(await open(await createDatabase()), async () => {
    for (const mode of ['fast', 'immediate', 'fast', 'immediate', 'fast'] as const) {
      await wait(1500)
      await postgres.restart(mode)
    }
  })
})

it('nor while an administrator ends its connections', async () => {
  await pressThrough(await open(await createDatabase()), async () => {
    for (let times = 0; times < 30; times += 1) {
      await wait(200)
      await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'relay'")
    }
  })
})

async function startBouncer(mode: string, databaseUrl: string): Promise<string> {
  const folder = makeFolder()
  const port = await findFreePort()
  const { pathname } = new URL(databaseUrl)
  // Stock, but for who may come in and the mode.
  const settings = `[databases]
* = host=127.0.0.1 port=${postgres.port} user=relay
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`
  writeFileSync(join(folder, 'pgbouncer.ini'), settings)
  const program = findProgram('pgbouncer', 'pgbouncer')
  const bouncer = await startService(program, ['pgbouncer.ini'], {
    port,
    folder,
    asOrdinaryUser: true,
    stopSignal: 'SIGINT',
  })
  opened.push(bouncer.stop)
  return `postgres://relay@127.0.0.1:${port}${pathname}`
}

it('a stock PgBouncer in session mode serves, and hears news', async () => {
  const databaseUrl = await startBouncer('session', await createDatabase())
  await pressThrough(await open(databaseUrl), async () => undefined)
})

it.each(['transaction', 'statement'])('one in %s mode is refused at the start', async (mode) => {
  const databaseUrl = await startBouncer(mode, await createDatabase())
  const env = { RIVYA_API_KEY: 'key', DATABASE_URL: databaseUrl }
  const relay = spawnRelay({ builtIn, port: 0, env })
  opened.push(relay.kill)
  await expect(relay.listening).rejects.toThrow(/DATABASE_URL: .*(session mode|pooling)/)
})

it('is dumped and restored as the docs say', async () => {
  const databaseUrl = await createDatabase()
  const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
  await addToken(database)
  await database.close()
  const folder = makeFolder()
  opened.push(async () => rmSync(folder, { recursive: true, force: true }))
  const dump = join(folder, 'relay.dump')
  const pgDump = findProgram('pg_dump', 'postgresql-client')
  execFileSync(pgDump, ['--format=custom', `--file=${dump}`, databaseUrl])
  await ask('DELETE FROM access_tokens', databaseUrl)
  const args = ['--clean', '--if-exists', '--single-transaction', '-d', databaseUrl, dump]
  execFileSync(findProgram('pg_restore', 'postgresql-client'), args)
  expect(await ask('SELECT id FROM access_tokens', databaseUrl)).toHaveLength(1)
})
