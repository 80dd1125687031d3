/** Postgres, for several relays side by side. */
import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { StorePlace } from '../../settings/settings.ts'
import { BLOB_LOCKS, type Dialect, LOCK_NUMBERS } from '../dialect.ts'
import type { Schema } from '../schema.ts'
import { isPostgresAway } from './away.ts'
import { keepListening, NEWS_CHANNEL } from './news.ts'
import { requireSessions } from './sessions.ts'
import { keepTableBlobs } from './table-blobs.ts'

const INT8 = 20
const USUAL_CONNECTIONS = 10
/** Ends what a relay killed in the middle of a transaction has left locked. */
const IDLE_IN_TRANSACTION_MS = 10_000

/** A query that hangs must not hold a connection for ever. */
const QUERY_MS = 30_000

/** @throws when it can't be reached or is behind a pooler that keeps no sessions */
export async function openPostgres(
  place: StorePlace & { kind: 'postgres' },
  queryMs = QUERY_MS,
): Promise<Dialect> {
  const types = new pg.TypeOverrides()
  // Times and counts stay far below 2^53.
  types.setTypeParser(INT8, Number)
  const config = {
    connectionString: checkCertificates(place.url),
    types,
    application_name: 'relay',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  }
  await requireSessions({ ...config, query_timeout: queryMs })
  const openPool = (more: pg.PoolConfig) => {
    const pool = new pg.Pool({ ...config, ...more })
    // What a lost connection means is told by the failure of the query under way, and the pool drops it by itself.
    // Without a listener the process would end: with one at the pool alone, while the connection is lent to a transaction.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  }
  const pool = openPool({
    query_timeout: queryMs,
    max: place.connections ?? USUAL_CONNECTIONS,
    // A statement and no parameter of the connection, of which a pooler knows few.
    onConnect: (client) =>
      client.query(`SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`),
  })
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const stop = new AbortController()
  let listening: Promise<void> = Promise.resolve()
  return {
    kind: 'postgres',
    query,
    transact: (run) => query.transaction().execute(run),
    async transactLong(run) {
      const alone = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: openPool({ max: 1 }) }) })
      try {
        return await alone.transaction().execute(run)
      } finally {
        await alone.destroy()
      }
    },
    // Named, so that Postgres, too, plans it once for each connection.
    async read(text, values) {
      const { rows } = await pool.query({ name: nameOf(text), text, values: [...values] })
      return rows
    },
    words: { bytes: 'bytea', integer: 'bigint' },
    placeOf: 'strpos',
    byPrompts: '',
    async lockName(trx, name) {
      await sql`select pg_advisory_xact_lock(${LOCK_NUMBERS[name]}::bigint)`.execute(trx)
    },
    skipLocked: (select) => select.forUpdate().skipLocked(),
    async announce(trx, personIds) {
      for (const personId of personIds) await sql`select pg_notify(${NEWS_CHANNEL}, ${personId})`.execute(trx)
    },
    async listen(onNews, log) {
      listening = keepListening(config, onNews, stop.signal, log)
    },
    async probe() {
      await sql`update schema_version set version = version`.execute(query)
    },
    // It ends itself when its disk has failed, and what it writes anew at its start is its own affair.
    failed: new Promise(() => undefined),
    isAway: isPostgresAway,
    renew: async () => undefined,
    async lockBlobs(trx, hashes) {
      // In one order, so that two transactions never wait for each other.
      const numbers = hashes.map((hash) => Number.parseInt(hash.slice(0, 8), 16) | 0).sort((a, b) => a - b)
      for (const number of numbers)
        await sql`select pg_advisory_xact_lock(${BLOB_LOCKS}::int, ${number}::int)`.execute(trx)
    },
    noBytes: null,
    besideBlobs: keepTableBlobs(query),
    // What is deleted is used again, and its autovacuum sees to that.
    room: { prepare: () => 'ready', giveBack: async () => false },
    async close() {
      stop.abort()
      await listening
      await query.destroy()
    },
  }
}

/**
 * `sslmode=require` is read as the driver does, certificate and name checked, only without its warning that this will
 * change; who wants neither says `no-verify`.
 */
function checkCertificates(url: string): string {
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

/** Names of prepared statements are cut at 63 bytes. */
function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
