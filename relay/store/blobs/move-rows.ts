/** Moves bytes that an earlier version has put into rows to where bytes are kept now; rows can be read all the time. */
import { createHash } from 'node:crypto'
import type { Database } from '../database.ts'
import { askDeletion } from './blob-deletions.ts'
import { nameBlobs } from './name-blobs.ts'

const TABLES = ['images', 'thumbnails'] as const
type Table = (typeof TABLES)[number]

export type MovedRow = { bytes: number } | { damaged: string }

/**
 * One after the other, each in a short transaction: whoever iterates decides on the pauses. Broken off at any time, it
 * goes on where it was.
 *
 * @yields what was moved, or whose bytes are not those of their hash and were left where they are
 */
export async function* moveRows(database: Database): AsyncGenerator<MovedRow> {
  for (const table of TABLES) {
    for (let last = ''; ; ) {
      const id = await findNext(database, table, last)
      if (id === undefined) break
      yield* moveRowsOf(database, table, id)
      last = id
    }
  }
}

/** How many rows there are to move. */
export async function countRows(database: Database): Promise<number> {
  let rows = 0
  for (const table of TABLES) {
    const counted = await database.query
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .where('byte_count', 'is', null)
      .executeTakeFirstOrThrow()
    rows += Number(counted.rows)
  }
  return rows
}

async function findNext({ query }: Database, table: Table, after: string): Promise<string | undefined> {
  const row = await query
    .selectFrom(table)
    .select('generation_id')
    .where('byte_count', 'is', null)
    .where('generation_id', '>', after)
    .orderBy('generation_id')
    .limit(1)
    .executeTakeFirst()
  return row?.generation_id
}

async function* moveRowsOf(database: Database, table: Table, id: string): AsyncGenerator<MovedRow> {
  const rows = await database.query
    .selectFrom(table)
    .select(['sha256', 'data'])
    .where('generation_id', '=', id)
    .where('byte_count', 'is', null)
    .execute()
  for (const { sha256: hash, data } of rows) {
    if (data === null || createHash('sha256').update(data).digest('hex') !== hash) {
      yield { damaged: id }
      continue
    }
    await nameBlobs(database, [{ hash, data }], async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable(table)
        .set({ byte_count: data.length, data: database.noBytes })
        .where('generation_id', '=', id)
        .where('sha256', '=', hash)
        .executeTakeFirst()
      // Deleted meanwhile, and so are the bytes that were just put.
      if (numUpdatedRows === 0n) await askDeletion(trx, [hash])
    })
    yield { bytes: data.length }
  }
}
