/**
 * Takes SQLite's waiting for the disk off the thread that does everything else. A transaction is committed without it
 * (`synchronous = NORMAL`, by which the log still keeps its order), and then one of Node's own threads waits for the log:
 * who hears of a commit only after `settle` has what `synchronous = FULL` promises. That holds for those who read it,
 * too: what they have seen is told when it is on the disk. A statement that writes outside of a transaction is told of at
 * once, so there SQLite itself waits.
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, SqliteDialectConfig } from 'kysely'
import { PatientDriver } from './patience.ts'

/** The setting is changed around transactions, while the driver's caller has the connection: inside, SQLite refuses. */
export class SyncLaterDriver extends PatientDriver {
  readonly #database: DatabaseSync
  readonly #log: LogOnDisk
  #honest: DatabaseConnection | null = null

  constructor(config: SqliteDialectConfig, database: DatabaseSync, log: LogOnDisk) {
    super(config)
    this.#database = database
    this.#log = log
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#honest ??= this.#tellLater(await super.acquireConnection())
    return this.#honest
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
    this.#log.begin()
    this.#waitAgain()
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection)
    this.#waitAgain()
  }

  #waitAgain(): void {
    this.#database.exec('PRAGMA synchronous = FULL')
  }

  /** A transaction's own statements may see anything: it is told of after a commit of its own. */
  #tellLater(connection: DatabaseConnection): DatabaseConnection {
    return {
      executeQuery: async <R>(query: CompiledQuery, ...rest: never[]) => {
        if (this.#database.isTransaction) return connection.executeQuery<R>(query, ...rest)
        this.#log.check()
        const result = await connection.executeQuery<R>(query, ...rest).catch((error: unknown) => {
          if (isUnflushed(error)) this.#log.fail(NOT_TAKEN, error)
          throw error
        })
        if (!this.#database.isTransaction) await this.#log.behind()
        return result
      },
      streamQuery: (...call) => connection.streamQuery(...call),
    }
  }
}

/** Until a new start. */
export class DiskFailed extends Error {}

const NOT_TAKEN = 'the disk did not take the database'
/** https://sqlite.org/rescode.html#ioerr_fsync */
const IOERR_FSYNC = 1034

function isUnflushed(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === IOERR_FSYNC
}

type LogOnDisk = {
  /** Called with each commit, at once: the disk is told to take it. */
  begin: () => void
  /** Resolves when all that has been committed is on the disk; null when it is. */
  behind: () => Promise<void> | null
  /**
   * Once the disk has failed, nothing more is written or told: the system forgets that it had not written those bytes, so
   * the next time it would seem to succeed, and whatever stands in the log behind them would be gone after a power cut.
   *
   * @throws for good
   */
  check: () => void
  /** For whoever else finds that nothing can be written or told any more. */
  fail: (message: string, cause: unknown) => void
  /** Resolves once it has failed. */
  failed: Promise<Error>
  close: () => Promise<void>
}

/** @param path the database's; its log lies beside it for as long as the database is open */
export function watchLog(path: string): LogOnDisk {
  let log: Promise<FileHandle> | null = null
  let behind: Promise<void> | null = null
  let failure: Error | null = null
  let tellFailed: (failure: Error) => void
  const failed = new Promise<Error>((resolve) => {
    tellFailed = resolve
  })

  function fail(message: string, cause: unknown): Error {
    failure ??= new DiskFailed(message, { cause })
    tellFailed(failure)
    return failure
  }

  async function write(): Promise<void> {
    try {
      log ??= open(`${path}-wal`)
      await (await log).datasync()
    } catch (cause) {
      throw fail(NOT_TAKEN, cause)
    }
  }

  return {
    begin() {
      const own = write()
      behind = own
      own.then(
        () => {
          if (behind === own) behind = null
        },
        // Kept: whoever asks from now on fails with it.
        () => undefined,
      )
    },
    behind: () => behind,
    check() {
      if (failure !== null) throw failure
    },
    fail,
    failed,
    async close() {
      // A failure has been told by `failed`.
      await behind?.catch(() => undefined)
      await (await log)?.close()
    },
  }
}
