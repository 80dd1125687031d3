/**
 * Opens the database. Everything in which SQLite and Postgres differ is behind `Database`; all other files of the
 * store are written once.
 */
import { type Blobs, combineBlobs } from '../blobs/blobs.ts'
import { type Claim, claimPlace, type MarkedStore } from '../blobs/claim-place.ts'
import { SettingError, type StorePlace } from '../settings/settings.ts'
import { noteSuspect } from './blobs/lost-blobs.ts'
import { keepPlaceMemory } from './blobs/place-memory.ts'
import { Changes } from './changes.ts'
import type { Dialect, WriteQuery } from './dialect.ts'
import { migrate } from './migrations/migrate.ts'
import { openPostgres } from './postgres/postgres.ts'
import { openSqlite } from './sqlite/sqlite.ts'

export type Database = Dialect & {
  blobs: Blobs
  /** Whose the images outside are; null where there is no outside. */
  claim: Claim | null
  /** Wakes whoever waits for news of a person, and the worker for news of work. */
  changes: Changes
  /**
   * A transaction that may change generations. Every person given to `touched` is announced, here and at the other
   * replicas, after the commit and never without it.
   */
  write: <T>(run: (trx: WriteQuery, touched: (personId: string) => void) => Promise<T>) => Promise<T>
}

/**
 * Brings the tables up to date first; two replicas may start at once. The caller closes it.
 *
 * @param outside where bytes of images go instead of beside the database; the caller closes that, too
 * @param sayBegins called before the tables of an earlier version are changed, which may take minutes
 * @throws {SettingError} when it can't be reached or was made by a newer relay
 */
export async function openDatabase(
  place: StorePlace,
  outside: MarkedStore | null = null,
  sayBegins?: (version: number) => void,
): Promise<Database> {
  const dialect = await openAndMigrate(place, sayBegins)
  const changes = new Changes()
  const claimed = outside && claimPlace(outside, keepPlaceMemory(dialect.query))
  return {
    ...dialect,
    blobs: combineBlobs(dialect.besideBlobs, claimed?.store ?? null, (hash) =>
      noteSuspect(dialect.query, hash, Date.now()),
    ),
    claim: claimed?.claim ?? null,
    changes,
    async write(run) {
      const touched = new Set<string>()
      const result = await dialect.transact(async (trx) => {
        const value = await run(trx, (personId) => touched.add(personId))
        if (touched.size > 0) await dialect.announce(trx, [...touched])
        return value
      })
      for (const personId of touched) changes.tell(personId)
      return result
    },
  }
}

async function openAndMigrate(place: StorePlace, sayBegins?: (version: number) => void): Promise<Dialect> {
  let dialect: Dialect | null = null
  try {
    dialect = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
    await migrate(dialect, undefined, sayBegins)
    return dialect
  } catch (cause) {
    await dialect?.close()
    throw explainFailure(place, 'the database can not be opened', cause)
  }
}

/** One line for whoever set the place, with the database's own reason. */
export function explainFailure(place: StorePlace, what: string, cause: unknown): SettingError {
  if (cause instanceof SettingError) return cause
  const name = place.kind === 'sqlite' ? 'DATA_DIR' : 'DATABASE_URL'
  return new SettingError(`${name}: ${what} (${reasonOf(cause)}).`, { cause })
}

/** One line; of an error that stands for several, such as one for each address of a name, the first. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? error.name) : String(error)
}
