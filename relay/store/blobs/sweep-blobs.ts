/** Deletes bytes that no row names any more: those that a row has just let go of, and those that a crash has left. */
import { BlobRefused, BlobsAway, isHash } from '../../blobs/blob-store.ts'
import { describeClaim } from '../../blobs/claim-place.ts'
import type { Database } from '../database.ts'
import {
  findDue,
  findUnderWay,
  forgetDeletions,
  forgetOldDeletions,
  markBegun,
  markEnded,
  markNotDone,
} from './blob-deletions.ts'
import { findNamed } from './blob-names.ts'
import { forgetUnnamed } from './lost-blobs.ts'

/** What was put and is still without a row after this long never gets one. */
export const ORPHAN_MS = 3 * 24 * 60 * 60_000
const AT_ONCE = 50
const LATEST_START_MS = 60_000

/**
 * @returns how many are gone
 * @throws {BlobsAway} when their place can't be reached: they go in ten minutes or later
 */
export async function deleteAsked(database: Database, signal?: AbortSignal): Promise<number> {
  let deleted = 0
  while (signal?.aborted !== true) {
    const due = await findDue(database.query, Date.now(), AT_ONCE)
    const { gone, busy } = await deleteUnnamed(database, due)
    deleted += gone
    if (due.length < AT_ONCE || busy === due.length) break
  }
  return deleted
}

/**
 * @returns how many are gone
 * @throws {BlobsAway} when their place can't be reached, or is not this database's
 */
export async function deleteOrphans(database: Database, now: number): Promise<number> {
  // Also where there is nothing to delete: whoever works there says so again.
  const refusal = describeClaim(await database.claim?.claim())
  if (refusal !== null) throw new BlobsAway(refusal)
  await forgetOldDeletions(database, Date.now())
  await forgetUnnamed(database.query)
  let deleted = 0
  for await (const listed of database.blobs.list()) {
    const old = listed.filter(({ writtenAt }) => writtenAt < now - ORPHAN_MS).map(({ name }) => name)
    const named = await findNamed(database.query, old.filter(isHash))
    const orphans = old.filter((name) => !named.has(name))
    for (let at = 0; at < orphans.length; at += AT_ONCE) {
      deleted += (await deleteUnnamed(database, orphans.slice(at, at + AT_ONCE))).gone
    }
  }
  return deleted
}

/** @param busy others are at it */
type Deleted = { gone: number; busy: number }

/** Looks again under the lock, since some may have been named meanwhile; from then on they can't be, until they are gone. */
async function deleteUnnamed(database: Database, hashes: readonly string[]): Promise<Deleted> {
  if (hashes.length === 0) return { gone: 0, busy: 0 }
  const { begun, begunAt, busy } = await database.transact(async (trx) => {
    await database.lockBlobs(trx, hashes)
    const now = Date.now()
    // The end of one deletion would say of another, too, that nobody is at it any more.
    const underWay = await findUnderWay(trx, hashes, now)
    const free = hashes.filter((hash) => !underWay.has(hash))
    const named = await findNamed(trx, free)
    const unnamed = free.filter((hash) => !named.has(hash))
    await forgetDeletions(trx, [...named])
    for (const hash of unnamed) await markBegun(trx, hash, now)
    return { begun: unnamed, begunAt: now, busy: underWay.size }
  })
  const ended: string[] = []
  const refused: string[] = []
  let refusal: BlobRefused | null = null
  let reached = 0
  try {
    for (const hash of begun) {
      // A process that was stopped for minutes may delete nothing any more.
      if (Date.now() - begunAt > LATEST_START_MS) break
      reached += 1
      try {
        await database.blobs.delete(hash)
        ended.push(hash)
      } catch (error) {
        if (!(error instanceof BlobRefused)) throw error
        // A lock of the bucket on one of them keeps none of the others.
        refused.push(hash)
        refusal ??= error
      }
    }
  } finally {
    const now = Date.now()
    await markEnded(database, ended, begunAt, now)
    await markNotDone(database, [...refused, ...begun.slice(reached)], begunAt, now)
  }
  if (refusal !== null) throw refusal
  return { gone: ended.length, busy }
}
