/** The only way by which rows come to name bytes: first the bytes, then the row, and no deletion between the two. */
import { BlobsAway } from '../../blobs/blob-store.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { forgetDeletions, isSame, readBegun, readBegunBefore } from './blob-deletions.ts'

const OVERTAKEN = Symbol('the bytes may have been deleted since they were put')
const MAX_TRIES = 3

export type NewBlob = { hash: string; data: Uint8Array }

/**
 * Puts the bytes where they last, and then runs the transaction that names them. Should it fail, bytes are left that
 * nobody names: they go with the clean-up.
 *
 * @param blobs empty: the transaction alone
 * @throws {BlobsAway} when they can't be put at the moment; nothing has been written to the database
 */
export async function nameBlobs<T>(
  database: Database,
  blobs: readonly NewBlob[],
  run: (trx: WriteQuery, touched: (personId: string) => void) => Promise<T>,
): Promise<T> {
  if (blobs.length === 0) return database.write(run)
  const hashes = blobs.map(({ hash }) => hash)
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await readBegunBefore(database, hashes)
    for (const { hash, data } of blobs) await database.blobs.put(hash, data)
    const result = await database.write(async (trx, touched) => {
      await database.lockBlobs(trx, hashes)
      if (!isSame(before, await readBegun(trx, hashes))) return OVERTAKEN
      await forgetDeletions(trx, hashes)
      return run(trx, touched)
    })
    if (result !== OVERTAKEN) return result
  }
  throw new BlobsAway('the same bytes were deleted again and again')
}
