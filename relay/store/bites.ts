/** Deleting much in short transactions: whoever presses meanwhile waits for one of them at most. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from './database.ts'
import type { WriteQuery } from './dialect.ts'

/** Rows in one transaction: some milliseconds, in which SQLite does nothing else. */
export const BITE = 250

/**
 * @param deleteSome at most `BITE` rows; when it is fewer, there are no more
 * @returns how many are gone
 */
export async function deleteInBites(
  database: Pick<Database, 'transact'>,
  deleteSome: (trx: WriteQuery) => Promise<number>,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const gone = await database.transact(deleteSome)
    deleted += gone
    if (gone < BITE) return deleted
    await nextTurn()
  }
}
