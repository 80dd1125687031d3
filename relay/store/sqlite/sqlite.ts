/** SQLite through Node's own `node:sqlite`: one file, one process that serves it. The bytes of images lie beside it. */
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { keepFileBlobs } from '../../blobs/file-blobs.ts'
import type { Dialect } from '../dialect.ts'
import type { Schema } from '../schema.ts'
import { isSqliteAway } from './away.ts'
import { keepSqliteRoom } from './free-pages.ts'
import { renewLog } from './renew-log.ts'
import { shareCommits } from './shared-commits.ts'
import { shareReads } from './shared-reads.ts'
import { SyncLaterDriver, watchLog } from './sync-later.ts'

/** More different texts than the relay has; only lists of references vary in length. */
const MAX_CACHED_STATEMENTS = 500
/** While the relay starts; later it waits otherwise. */
const START_TIMEOUT_MS = 5000
const PAGE_BYTES = 16_384
/** Four megabytes: it is a commit that moves them from the log to the file, on the thread that reads the sockets. */
const CHECKPOINT_PAGES = 250

/** @param directory made if absent, for this user alone: it holds prompts and images */
export function openSqlite(directory: string): Dialect {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'relay.sqlite')
  const database = new DatabaseSync(path, { timeout: START_TIMEOUT_MS })
  chmodSync(path, 0o600)
  // Larger pages than usual, of a new file: for long prompts and, in older files, images.
  database.exec(
    `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL`,
  )
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA foreign_keys = ON`)
  // A paid request may leave only after its intent is on the disk; of transactions, another thread waits for that.
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA busy_timeout = 0')
  const adapted = adapt(database)
  const config = { database: adapted }
  const log = watchLog(path)
  const createDriver = () => new SyncLaterDriver(config, database, log)
  const dialect = Object.assign(new SqliteDialect(config), { createDriver })
  const query = new Kysely<Schema>({ dialect })
  const reader = new DatabaseSync(path, { readOnly: true })
  const transact = shareCommits(query, async () => (await log.behind()) ?? undefined)
  let probes = 0
  return {
    kind: 'sqlite',
    query,
    transact,
    transactLong: transact,
    read: shareReads(
      reader,
      keepStatements(reader),
      log.behind,
      (cause) => log.fail('the database can not be read any more', cause),
      adapted.asked,
    ),
    failed: log.failed,
    isAway: isSqliteAway,
    async renew() {
      await transact(() => renewLog(path))
      // What bringing tables forward has taken of the disk is given back; not while a command reads, for which nobody waits.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    words: { bytes: 'blob', integer: 'integer' },
    placeOf: 'instr',
    byPrompts: 'INDEXED BY generations_by_words',
    // Every transaction begins as a writer, and there is one writer at a time.
    lockName: async () => undefined,
    skipLocked: (select) => select,
    announce: async () => undefined,
    listen: async () => undefined,
    async probe() {
      probes = (probes + 1) % 1_000_000
      // A number in the file's header that nothing else uses: a page that is written, and waited for.
      await transact((trx) => sql.raw(`PRAGMA user_version = ${probes}`).execute(trx))
      readAnew(path)
    },
    lockBlobs: async () => undefined,
    noBytes: new Uint8Array(0),
    besideBlobs: keepFileBlobs(openBlobDirectory(directory)),
    room: keepSqliteRoom(database, transact, path),
    async close() {
      await log.close()
      reader.close()
      await query.destroy()
    },
  }
}

/** An earlier version kept references alone, under this name. */
function openBlobDirectory(directory: string): string {
  const path = join(directory, 'blobs')
  const earlier = join(directory, 'uploads')
  if (!existsSync(path) && existsSync(earlier)) renameSync(earlier, path)
  return path
}

/** By a connection that has kept no page: of the file as it is now, whatever became of it. */
function readAnew(path: string): void {
  const reader = new DatabaseSync(path, { readOnly: true })
  try {
    for (const table of PRESSED_TABLES)
      reader.prepare(`SELECT * FROM ${table} ORDER BY rowid DESC LIMIT 1`).get()
  } finally {
    reader.close()
  }
}

/** What a press reads and writes. */
const PRESSED_TABLES = ['access_tokens', 'generations', 'uploads'] as const satisfies (keyof Schema)[]

/** What Kysely expects of `better-sqlite3`, made of a `DatabaseSync`. */
function adapt(database: DatabaseSync) {
  const prepare = keepStatements(database)
  let asked = 0
  return {
    /** How often anything was asked of it. */
    asked: () => asked,
    close: () => database.close(),
    // A transaction that reads first and writes later would fail at once when another process (a token command) wrote
    // in between; one that begins as a writer waits its turn.
    prepare: (sql: string) => {
      asked += 1
      if (sql === 'begin') return prepare('begin immediate')
      // On a full disk SQLite ends the transaction itself; ending it again would fail and hide why.
      return sql === 'rollback' && !database.isTransaction ? prepare(NOTHING) : prepare(sql)
    },
  }
}

const NOTHING = 'select 1'

function keepStatements(database: DatabaseSync): (sql: string) => Statement {
  const statements = new Map<string, Statement>()
  return (sql) => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    if (statements.size >= MAX_CACHED_STATEMENTS) statements.clear()
    const statement = new Statement(database.prepare(sql))
    statements.set(sql, statement)
    return statement
  }
}

class Statement {
  readonly reader: boolean
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.reader = statement.columns().length > 0
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...toInputs(parameters))
  }

  run(parameters: readonly unknown[]) {
    return this.#statement.run(...toInputs(parameters))
  }

  iterate(parameters: readonly unknown[]) {
    return this.#statement.iterate(...toInputs(parameters))
  }
}

function toInputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === 'string' || typeof value === 'number') return value
    if (typeof value === 'bigint' || value instanceof Uint8Array) return value
    throw new TypeError(`SQLite takes no ${typeof value}`)
  })
}
