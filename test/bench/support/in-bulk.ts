/** A million rows in a minute, beside the relay: what is kept up with each row is set aside and made anew at the end. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { StorePlace } from '../../../relay/settings/settings.ts'
import { generationSums } from '../../../relay/store/migrations/cancelled.ts'
import { WAIT_SUMS } from '../../../relay/store/migrations/usage.ts'

export type Bulk = {
  kind: StorePlace['kind']
  run: (sql: string) => Promise<void>
  /** A column `n`, from 1 on. */
  numbers: (to: number) => string
  /** Of eight digits, of an expression that is a whole number. */
  hex: (value: string) => string
}

const SUMS = ['team_days', 'person_months', 'document_months', 'wait_days']
const TABLES = ['people', 'access_tokens', 'generations', 'credit_days', ...SUMS]
const SETTLE = { sqlite: ['ANALYZE'], postgres: [`VACUUM (ANALYZE) ${TABLES.join(', ')}`, 'CHECKPOINT'] }

type Raw = Bulk & { texts: (sql: string) => Promise<string[]>; close: () => Promise<void> }

/**
 * Indexes and triggers of `generations` are not there while `write` runs, nor what a crash would need; sums and statistics
 * are as they would be afterwards. Nobody else may have the database open.
 *
 * @param place migrated, with no sums yet
 */
export async function writeInBulk(place: StorePlace, write: (bulk: Bulk) => Promise<void>): Promise<void> {
  const raw = await openRaw(place)
  try {
    const upkeep = await setUpkeepAside(raw)
    await write(raw)
    for (const table of SUMS) await raw.run(`DELETE FROM ${table}`)
    for (const statement of [...upkeep, ...generationSums, WAIT_SUMS]) await raw.run(statement)
    // As a database that has grown to this has done by itself.
    for (const statement of SETTLE[raw.kind]) await raw.run(statement)
  } finally {
    await raw.close()
  }
}

/** @returns the statements that bring it back */
async function setUpkeepAside({ kind, run, texts }: Raw): Promise<string[]> {
  if (kind === 'sqlite') {
    const ours = `FROM sqlite_schema WHERE tbl_name = 'generations' AND type IN ('index', 'trigger') AND sql IS NOT NULL`
    const back = await texts(`SELECT sql ${ours}`)
    for (const drop of await texts(`SELECT 'DROP ' || type || ' ' || name ${ours}`)) await run(drop)
    return back
  }
  const ours = `FROM pg_indexes WHERE tablename = 'generations' AND indexname <> 'generations_pkey'`
  const back = await texts(`SELECT indexdef ${ours}`)
  for (const drop of await texts(`SELECT 'DROP INDEX ' || indexname ${ours}`)) await run(drop)
  await run('ALTER TABLE generations DISABLE TRIGGER ALL')
  return [...back, 'ALTER TABLE generations ENABLE TRIGGER ALL']
}

/** Without the relay; the caller closes it. */
export async function openRaw(place: StorePlace): Promise<Raw> {
  if (place.kind === 'sqlite') return openRawSqlite(place.directory)
  const client = new pg.Client({ connectionString: place.url })
  await client.connect()
  const run = async (sql: string) => void (await client.query(sql))
  await run(`SET maintenance_work_mem = '256MB'; SET synchronous_commit = off`)
  return {
    kind: 'postgres',
    run,
    numbers: (to) => `(SELECT n FROM generate_series(1::bigint, ${to}) AS n)`,
    hex: (value) => `lpad(to_hex(${value}), 8, '0')`,
    async texts(sql) {
      const { rows } = await client.query<[string]>({ text: sql, rowMode: 'array' })
      return rows.map(([text]) => text)
    },
    close: () => client.end(),
  }
}

function openRawSqlite(directory: string): Raw {
  const database = new DatabaseSync(join(directory, 'relay.sqlite'), { enableForeignKeyConstraints: false })
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -300000')
  return {
    kind: 'sqlite',
    run: async (sql) => database.exec(sql),
    numbers: (to) =>
      `(WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${to}) SELECT n FROM up)`,
    hex: (value) => `printf('%08x', ${value})`,
    texts: async (sql) =>
      database
        .prepare(sql)
        .all()
        .map((row) => String(Object.values(row)[0])),
    close: async () => database.close(),
  }
}
