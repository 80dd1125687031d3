/**
 * Reads of SQLite that share their answers. Those of one turn of the event loop are answered together at its end, so
 * that their requests are answered together, too; an answer is kept for the next who asks for the same, as long as
 * nothing was committed. SQLite itself says whether, over all connections and processes.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { ReadCommitted } from '../dialect.ts'

/** https://sqlite.org/rescode.html#busy */
const BUSY = 5

/** Of a generation with the longest prompt a row takes some 10 kB. */
const MOST_ROWS_KEPT = 1000

type Rows = Awaited<ReturnType<ReadCommitted>>
/** What is known behind a text of SQL and then behind each of its parameters, told apart by their kind as well. */
type Known = { rows?: Rows; behind: Map<string | number, Known> }
type Select = (parameters: readonly (string | number)[]) => unknown[]
type Read = {
  sql: string
  parameters: readonly (string | number)[]
  isTold: boolean
  resolve: (rows: Rows) => void
  reject: (error: unknown) => void
}

/**
 * @param reader a connection that writes nothing: its own commits would go unseen
 * @param behind resolves when all that was committed is on the disk; null when it is
 * @param giveUp called when SQLite can read nothing at all
 * @param ownWork another number after whatever this process has asked of the connection that writes
 */
export function shareReads(
  reader: DatabaseSync,
  prepare: (sql: string) => { all: Select },
  behind: () => Promise<void> | null,
  giveUp: (cause: unknown) => void,
  ownWork: () => number,
): ReadCommitted {
  // https://sqlite.org/pragma.html#pragma_data_version: another number as soon as another connection has committed.
  const dataVersion = reader.prepare('pragma data_version')
  const kept = new Map<string | number, Known>()
  let rowsKept = 0
  let versionKept: unknown
  let waiting: Read[] = []
  let isTurnOver = true
  /** What `ownWork` was when the number was looked at in this turn; null before. */
  let workThen: number | null = null

  /**
   * Whoever has just got an answer asks next, in most requests: for what the token may read. That is answered in the same
   * turn, as soon as they have asked, which is when no promise has anything left to do.
   */
  function endTurn(): void {
    isTurnOver = false
    answerWaiting()
    queueMicrotask(() =>
      process.nextTick(() => {
        answerWaiting()
        isTurnOver = true
        workThen = null
      }),
    )
  }

  function answerWaiting(): void {
    const reads = waiting
    if (reads.length === 0) return
    waiting = []
    try {
      forgetWhatMayHaveChanged()
      for (const read of reads) answer(read)
    } catch (error) {
      // A promise that is settled stays as it is.
      for (const { reject } of reads) reject(error)
    }
  }

  /**
   * Before the rows. What is committed in between shows in the rows that are read now and, the next time, in the
   * number, so that nothing older is ever kept.
   *
   * One look serves a whole turn, into which nothing comes from outside: whoever asks can know of no later commit but
   * one of this very process.
   */
  function forgetWhatMayHaveChanged(): void {
    const work = ownWork()
    if (work === workThen) return
    const version = readDataVersion()
    workThen = work
    if (version === versionKept && rowsKept < MOST_ROWS_KEPT) return
    versionKept = version
    rowsKept = 0
    kept.clear()
  }

  function readDataVersion(): unknown {
    try {
      return dataVersion.get()?.data_version
    } catch (error) {
      if (codeOf(error) !== BUSY) giveUp(error)
      throw error
    }
  }

  function answer({ sql, parameters, isTold, resolve: tell, reject }: Read): void {
    // Of what was read just now, which is no newer than what the disk is taking.
    const disk = isTold ? behind() : null
    const resolve = disk === null ? tell : (rows: Rows) => void disk.then(() => tell(rows), reject)
    const known = find(sql, parameters)
    if (known.rows !== undefined) {
      resolve(known.rows)
      return
    }
    rowsKept += 1
    try {
      const rows = Object.freeze(prepare(sql).all(parameters).map(Object.freeze))
      rowsKept += rows.length
      known.rows = rows
      resolve(rows)
    } catch (error) {
      reject(error)
    }
  }

  function find(sql: string, parameters: Read['parameters']): Known {
    let known = step(kept, sql)
    for (const parameter of parameters) known = step(known.behind, parameter)
    return known
  }

  return (sql, parameters, isTold = true) =>
    new Promise((resolve, reject) => {
      waiting.push({ sql, parameters, isTold, resolve, reject })
      if (waiting.length === 1 && isTurnOver) setImmediate(endTurn)
    })
}

function step(from: Map<string | number, Known>, key: string | number): Known {
  let known = from.get(key)
  if (known === undefined) {
    known = { behind: new Map() }
    from.set(key, known)
  }
  return known
}

function codeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null
}
