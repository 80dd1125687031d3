/**
 * Waits for another process that holds SQLite's lock, such as a token command, without keeping this one waiting:
 * SQLite's own `busy_timeout` would wait on the thread that does everything else.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type CompiledQuery, type DatabaseConnection, SqliteDriver } from 'kysely'

const PATIENCE_MS = 10_000
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 100
/** https://sqlite.org/rescode.html#busy; the bits above say more exactly why. */
const BUSY = 5

/** For a connection without a `busy_timeout`. */
export class PatientDriver extends SqliteDriver {
  #patient: DatabaseConnection | null = null

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#patient ??= makePatient(await super.acquireConnection())
    return this.#patient
  }
}

/** Only what begins, a transaction or a statement alone, can be kept out: what has begun has the lock. */
function makePatient(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery, ...rest: never[]) {
      const giveUpAt = performance.now() + PATIENCE_MS
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        try {
          return await connection.executeQuery<R>(query, ...rest)
        } catch (error) {
          if (!isBusy(error) || performance.now() >= giveUpAt) throw error
          await delay(pauseMs)
        }
      }
    },
    streamQuery: (...call) => connection.streamQuery(...call),
  }
}

/** Whether another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === BUSY
  )
}
