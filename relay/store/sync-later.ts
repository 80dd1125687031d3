/**
 * Takes SQLite's waiting for the disk off the thread that does everything else. A transaction is committed without it
 * (`synchronous = NORMAL`, by which the log still keeps its order), and then one of Node's own threads waits for the log:
 * who hears of a commit only after `settle` has what `synchronous = FULL` promises. A statement outside of a transaction is
 * told of at once, so there SQLite itself waits.
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import type { DatabaseConnection, SqliteDialectConfig } from 'kysely'
import { PatientDriver } from './sqlite-patience.ts'

/** The setting is changed around transactions, while the driver's caller has the connection: inside, SQLite refuses. */
export class SyncLaterDriver extends PatientDriver {
  readonly #database: DatabaseSync

  constructor(config: SqliteDialectConfig, database: DatabaseSync) {
    super(config)
    this.#database = database
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#database.exec('PRAGMA synchronous = NORMAL')
    try {
      await super.beginTransaction(connection)
    } catch (error) {
      this.#waitAgain()
      throw error
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    this.#waitAgain()
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection)
    this.#waitAgain()
  }

  #waitAgain(): void {
    this.#database.exec('PRAGMA synchronous = FULL')
  }
}

export type LogOnDisk = {
  /** Resolves when all that has been committed is on the disk. */
  settle: () => Promise<void>
  close: () => Promise<void>
}

/** @param path the database's; its log lies beside it for as long as the database is open */
export function watchLog(path: string): LogOnDisk {
  let log: Promise<FileHandle> | null = null
  return {
    async settle() {
      log ??= open(`${path}-wal`)
      await (await log).datasync()
    },
    async close() {
      await (await log)?.close()
    },
  }
}
