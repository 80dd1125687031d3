/** What only Postgres has: connections that end, poolers, certificates. */
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../../../relay/observe/log.ts'
import { SettingError } from '../../../../relay/settings/settings.ts'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { keepListening, NEWS_CHANNEL } from '../../../../relay/store/postgres/news.ts'
import { openPostgres } from '../../../../relay/store/postgres/postgres.ts'
import { createDatabase } from '../../support/create-database.ts'
import { type Pooler, startPooler } from '../../support/pooler.ts'
import { leadThrough, startTcpProxy } from '../../support/tcp-proxy.ts'

const AUTHORITY = fileURLToPath(new URL('../../support/certificates/ca.pem', import.meta.url))
const log = createLog('silent')

let url = ''
const opened: { close: () => Promise<void> }[] = []
beforeAll(async () => {
  url = await createDatabase()
})
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

function keep<T extends { close: () => Promise<void> }>(value: T): T {
  opened.push(value)
  return value
}

async function open(address: string, connections?: number): Promise<Database> {
  const size = connections === undefined ? {} : { connections }
  return keep(await openDatabase({ kind: 'postgres', url: address, ...size }))
}

async function ask(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query(text)
  await client.end()
  return rows
}

const backendOf = async (database: Pick<Database, 'query'>) =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.query)).rows[0]?.pid

describe('a query', () => {
  it('ends after its time, but not where the tables are brought forward', async () => {
    const dialect = keep(await openPostgres({ kind: 'postgres', url }, 1000))
    const sleep = sql`SELECT pg_sleep(2)`
    await expect(dialect.transact((trx) => sleep.execute(trx))).rejects.toThrow('timeout')
    await expect(dialect.transactLong((trx) => sleep.execute(trx))).resolves.toBeDefined()
  })
})

describe('connections', () => {
  it('that end while a transaction has them fail it and nothing else', async () => {
    const database = await open(url)
    const lost = database.transact(async (query) => {
      const pid = await backendOf({ query })
      await ask(`select pg_terminate_backend(${pid})`)
      // The end is heard of while no question is under way.
      await expect.poll(() => ask(`select 1 from pg_stat_activity where pid = ${pid}`)).toEqual([])
      await new Promise((resolve) => setImmediate(resolve))
      return sql`select 1`.execute(query)
    })
    await expect(lost).rejects.toThrow()
    expect(await backendOf(database)).toBeGreaterThan(0)
  })

  it('that end while nobody has them are made again', async () => {
    const database = await open(url)
    const before = await backendOf(database)
    await ask(`select pg_terminate_backend(${before})`)
    await expect.poll(() => backendOf(database)).not.toBe(before)
  })

  it('are as many as the setting says', async () => {
    const database = await open(url, 3)
    const pids = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid, pg_sleep(0.02)`.execute(
          database.query,
        )
        return rows[0]?.pid
      }),
    )
    expect(new Set(pids).size).toBe(3)
  })

  it('end by themselves when a relay is gone in the middle of a transaction', async () => {
    const database = await open(url)
    const { rows } = await sql<{
      limit: string
    }>`select current_setting('idle_in_transaction_session_timeout') as limit`.execute(database.query)
    expect(rows).toEqual([{ limit: '10s' }])
  })
})

it('a probe fails where nothing can be written, as after a failover', async () => {
  const own = await createDatabase()
  const name = new URL(own).pathname.slice(1)
  const database = await open(own)
  await database.probe()
  const turn = async (change: string) => {
    await ask(`ALTER DATABASE ${name} ${change}`)
    await ask(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  }
  await turn('SET default_transaction_read_only = on')
  await expect.poll(() => database.probe().catch(String)).toContain('read-only')
  await turn('RESET default_transaction_read_only')
  await expect.poll(() => database.probe().catch(String)).toBeUndefined()
})

describe('news', () => {
  it('are heard again after a connection has gone silent', async () => {
    const proxy = keep(await startTcpProxy(Number(new URL(url).port)))
    const stop = new AbortController()
    const heard: (string | null)[] = []
    const config = { connectionString: leadThrough(proxy, url), connectionTimeoutMillis: 2000 }
    const heartbeat = { everyMs: 20, patienceMs: 1000 }
    const listening = keepListening(config, (token) => heard.push(token), stop.signal, log, heartbeat)
    // More than once where the machine is too slow for the heart to be heard.
    await expect.poll(() => heard).toContain(null)
    proxy.silence()
    const before = heard.length
    // Noticed: everyone looks.
    await expect.poll(() => heard.length).toBeGreaterThan(before)
    proxy.resume()
    const heardAfterTelling = async () => {
      await ask(`select pg_notify('${NEWS_CHANNEL}', 'someone')`)
      return heard
    }
    await expect.poll(heardAfterTelling).toContain('someone')
    stop.abort()
    await listening
  })
})

describe('a pooler', () => {
  async function openThrough(mode: 'session' | 'transaction'): Promise<Database> {
    const pooler: Pooler = keep(await startPooler(url, mode))
    return open(leadThrough(pooler, url))
  }

  it('in session mode, which knows few startup parameters, serves', async () => {
    const database = await openThrough('session')
    const stop = vi.fn()
    await database.listen(stop, log)
    await expect.poll(() => stop).toHaveBeenCalledWith(null)
    await ask(`select pg_notify('${NEWS_CHANNEL}', 'someone')`)
    await expect.poll(() => stop).toHaveBeenCalledWith('someone')
  })

  it('in transaction mode is refused in one line', async () => {
    const opening = openThrough('transaction')
    await expect(opening).rejects.toThrow(SettingError)
    await expect(opening).rejects.toThrow(/^DATABASE_URL: the connection pooler .* session mode/)
  })
})

describe('TLS', () => {
  const isEncrypted = async (database: Database) =>
    (
      await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(
        database.query,
      )
    ).rows[0]?.ssl

  it.each(['require', 'verify-ca', 'verify-full'])('with sslmode=%s takes an own authority', async (mode) => {
    const warned = vi.spyOn(process, 'emitWarning')
    const database = await open(`${url}?sslmode=${mode}&sslrootcert=${encodeURIComponent(AUTHORITY)}`)
    expect(await isEncrypted(database)).toBe(true)
    expect(warned).not.toHaveBeenCalled()
  })

  it('with sslmode=require refuses a certificate of nobody known, in one line', async () => {
    const opening = open(`${url}?sslmode=require`)
    await expect(opening).rejects.toThrow(
      /^DATABASE_URL: the database can not be opened \(.*certificate.*\)\.$/,
    )
  })

  it('with sslmode=no-verify asks for no certificate', async () => {
    expect(await isEncrypted(await open(`${url}?sslmode=no-verify`))).toBe(true)
  })
})
