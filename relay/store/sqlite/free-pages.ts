/** Gives the pages of deleted images back to the disk, a few at a time: everything waits for SQLite meanwhile. */
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Room, Transact } from '../dialect.ts'

/** A megabyte: some milliseconds to move and to commit. */
const PAGES_AT_ONCE = 64
/** Kept for the images of the next minutes. */
const KEPT_PAGES = 512
/** A file of an earlier version has to be written anew once; a larger one would keep the relay from starting for minutes. */
const MAX_REWRITTEN_BYTES = 1_000_000_000

const INCREMENTAL = 2

export function keepSqliteRoom(database: DatabaseSync, transact: Transact, path: string): Room {
  const read = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0)
  const canShrink = () => read('auto_vacuum') === INCREMENTAL
  return {
    prepare() {
      if (canShrink()) return 'ready'
      if (statSync(path).size > MAX_REWRITTEN_BYTES) return 'too-large'
      // At a start it may wait for a command that writes; later, SQLite may not.
      database.exec(
        'PRAGMA busy_timeout = 5000; PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA busy_timeout = 0',
      )
      return canShrink() ? 'ready' : 'too-large'
    },
    async giveBack() {
      if (!canShrink() || read('freelist_count') <= KEPT_PAGES) return false
      const before = read('page_count')
      // Its statement gives a row for each page, so it has to be run to its end; Kysely would run it for one.
      await transact(async () => database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`))
      return read('page_count') < before
    },
  }
}
