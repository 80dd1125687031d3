/** Postgres, for several relays side by side. */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Log } from '../log.ts'
import { type Dialect, LOCK_NUMBERS } from './dialect.ts'
import type { Schema } from './schema.ts'
import { keepUploadTable } from './upload-table.ts'

const CHANNEL = 'relay_changes'
const INT8 = 20
const MAX_CONNECTIONS = 10
const RECONNECT_MS = 500

export function openPostgres(url: string): Dialect {
  const types = new pg.TypeOverrides()
  // Times and counts stay far below 2^53.
  types.setTypeParser(INT8, Number)
  const config = {
    connectionString: url,
    types,
    application_name: 'relay',
    connectionTimeoutMillis: 5000,
    // A query that hangs must not hold a connection for ever.
    query_timeout: 30_000,
    // Ends what a relay killed in the middle of a transaction has left locked.
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
  }
  const pool = new pg.Pool({ ...config, max: MAX_CONNECTIONS })
  // The pool drops such a connection by itself; without a listener the process would end.
  pool.on('error', () => undefined)
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const stop = new AbortController()
  let listening: Promise<void> = Promise.resolve()
  return {
    kind: 'postgres',
    query,
    transact: (run) => query.transaction().execute(run),
    // Named, so that Postgres, too, plans it once for each connection.
    async read(text, values) {
      const { rows } = await pool.query({ name: nameOf(text), text, values: [...values] })
      return rows
    },
    words: { bytes: 'bytea', integer: 'bigint' },
    placeOf: 'strpos',
    async lockName(trx, name) {
      await sql`select pg_advisory_xact_lock(${LOCK_NUMBERS[name]}::bigint)`.execute(trx)
    },
    skipLocked: (select) => select.forUpdate().skipLocked(),
    async announce(trx, tokenIds) {
      for (const tokenId of tokenIds) await sql`select pg_notify(${CHANNEL}, ${tokenId})`.execute(trx)
    },
    async listen(onNews, log) {
      listening = keepListening(config, onNews, stop.signal, log)
    },
    uploadBytes: keepUploadTable(query),
    async close() {
      stop.abort()
      await listening
      await query.destroy()
    },
  }
}

/** Names of prepared statements are cut at 63 bytes. */
function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** Listens until `signal` fires; a lost connection is made again, and everyone is told to look for what was missed. */
async function keepListening(
  config: pg.ClientConfig,
  onNews: (tokenId: string | null) => void,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client(config)
    try {
      await listenOnce(client, onNews, signal)
    } catch (error) {
      log.warn({ error }, 'no news from the database; connecting again')
    }
    await client.end().catch((error: unknown) => log.debug({ error }, 'closing the news connection failed'))
    if (signal.aborted) return
    // While nobody tells, everyone looks: twice a second.
    onNews(null)
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function listenOnce(
  client: pg.Client,
  onNews: (tokenId: string | null) => void,
  signal: AbortSignal,
): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    client.on('end', resolve)
    client.on('error', reject)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  // Observed below; this keeps an error that comes before from counting as unhandled.
  ended.catch(() => undefined)
  await client.connect()
  client.on('notification', ({ payload }) => onNews(payload ?? null))
  await client.query(`LISTEN ${CHANNEL}`)
  onNews(null)
  await ended
}
