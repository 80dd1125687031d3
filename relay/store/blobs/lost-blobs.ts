/** What somebody has asked for and did not get as it was put: noted for every relay, until it is there again. */

import type { Query } from '../dialect.ts'
import { findNamed } from './blob-names.ts'

export type LostBlob = {
  hash: string
  foundAt: number
  /** Made before this one. */
  tries: number
}

/** Whoever misses it asks for a try, also long after the last. */
export async function noteSuspect(query: Query, hash: string, now: number): Promise<void> {
  await query
    .insertInto('lost_blobs')
    .values({ hash, found_at: now, is_certain: 0, tries: 0, next_try_at: now })
    .onConflict((conflict) =>
      conflict.column('hash').doUpdateSet({ next_try_at: now }).where('lost_blobs.next_try_at', 'is', null),
    )
    .execute()
}

/** Of all relays one gets it, and the others not until `until`. */
export async function claimLost(query: Query, now: number, until: number): Promise<LostBlob | undefined> {
  const due = await query
    .selectFrom('lost_blobs')
    .selectAll()
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .limit(1)
    .executeTakeFirst()
  if (due === undefined) return undefined
  const { numUpdatedRows } = await query
    .updateTable('lost_blobs')
    .set({ next_try_at: until, tries: due.tries + 1 })
    .where('hash', '=', due.hash)
    .where('next_try_at', '=', due.next_try_at)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return undefined
  return { hash: due.hash, foundAt: due.found_at, tries: due.tries }
}

/** It was looked for, and is not there. @param nextTryAt null: not before somebody misses it again */
export async function keepLost(query: Query, hash: string, nextTryAt: number | null): Promise<void> {
  await query
    .updateTable('lost_blobs')
    .set({ is_certain: 1, next_try_at: nextTryAt })
    .where('hash', '=', hash)
    .execute()
}

export async function forgetLost(query: Query, hash: string): Promise<void> {
  await query.deleteFrom('lost_blobs').where('hash', '=', hash).execute()
}

/** Also one that is only suspected: bytes that come once more are to be written anew. */
export async function isSuspect(query: Query, hash: string): Promise<boolean> {
  const row = await query.selectFrom('lost_blobs').select('hash').where('hash', '=', hash).executeTakeFirst()
  return row !== undefined
}

export async function isLost(query: Query, hash: string): Promise<boolean> {
  const row = await query
    .selectFrom('lost_blobs')
    .select('is_certain')
    .where('hash', '=', hash)
    .executeTakeFirst()
  return row?.is_certain === 1
}

export async function countLost(query: Query): Promise<number> {
  const { lost } = await query
    .selectFrom('lost_blobs')
    .select(({ fn }) => fn.countAll<number>().as('lost'))
    .where('is_certain', '=', 1)
    .executeTakeFirstOrThrow()
  return Number(lost)
}

/** Those of a generation are tried at once. @returns how many there are */
export async function tryAgain(query: Query, generationId: string, now: number): Promise<number> {
  const named = query.selectFrom('images').select('sha256').where('generation_id', '=', generationId)
  const { numUpdatedRows } = await query
    .updateTable('lost_blobs')
    .set({ next_try_at: now })
    .where('hash', 'in', named)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Those that nobody is at any more: their rows are gone, too. */
export async function forgetUnnamed(query: Query): Promise<void> {
  const left = await query.selectFrom('lost_blobs').select('hash').where('next_try_at', 'is', null).execute()
  const hashes = left.map(({ hash }) => hash)
  const named = await findNamed(query, hashes)
  for (const hash of hashes) if (!named.has(hash)) await forgetLost(query, hash)
}
