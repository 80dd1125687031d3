/**
 * What is known of bytes that are being deleted, or lately were. Deleting takes a call to another machine, which no
 * transaction should wait for, and the same bytes may come back meanwhile. So it is written down before it begins, and who
 * names bytes looks whether anything has been written since before they were put: see `nameBlobs`.
 */
import { BlobsAway } from '../../blobs/blob-store.ts'
import { BITE, deleteInBites } from '../bites.ts'
import type { Database } from '../database.ts'
import type { Query, WriteQuery } from '../dialect.ts'
import { prepare } from '../prepared.ts'

/** After this, no call to delete is under way any more, whatever became of the relay that made it. */
export const DELETING_MS = 10 * 60_000
/** Longer than any put takes, and the transaction after it. */
const REMEMBERED_MS = 24 * 60 * 60_000

type Transacting = Pick<Database, 'transact'>

/** When the last deletion of each began, for those that have one. */
type BegunDeletions = ReadonlyMap<string, number>

/** In the transaction that takes the names away: what nobody else names is to go. */
export async function askDeletion(trx: WriteQuery, hashes: readonly string[]): Promise<void> {
  const now = Date.now()
  for (const hash of new Set(hashes)) {
    await trx
      .insertInto('blob_deletions')
      .values({ hash, asked_at: now })
      .onConflict((conflict) => conflict.column('hash').doUpdateSet({ asked_at: now }))
      .execute()
  }
}

const selectOne = prepare<[hash: string], Deletion>((query) =>
  selectDeletions(query).where('hash', '=', '').compile(),
)

/** @throws {BlobsAway} when one of them is being deleted right now */
export async function readBegunBefore(
  database: Database,
  hashes: readonly string[],
): Promise<BegunDeletions> {
  const rows = await Promise.all(hashes.map((hash) => selectOne(database, hash)))
  return judge(rows.flat())
}

/** The same in the transaction that names them. */
export async function readBegun(trx: WriteQuery, hashes: readonly string[]): Promise<BegunDeletions> {
  return judge(await selectDeletions(trx).where('hash', 'in', hashes).execute())
}

/** Those of `hashes` that somebody may be deleting. */
export async function findUnderWay(
  trx: WriteQuery,
  hashes: readonly string[],
  now: number,
): Promise<Set<string>> {
  const rows = await selectDeletions(trx).where('hash', 'in', hashes).execute()
  return new Set(rows.filter((row) => mayBeUnderWay(row, now)).map(({ hash }) => hash))
}

type Deletion = { hash: string; begun_at: number | null; ended_at: number | null }

function selectDeletions(query: Query) {
  return query.selectFrom('blob_deletions').select(['hash', 'begun_at', 'ended_at'])
}

function judge(rows: readonly Deletion[]): BegunDeletions {
  if (rows.some((row) => mayBeUnderWay(row, Date.now())))
    throw new BlobsAway('the same bytes are being deleted')
  return new Map(rows.flatMap(({ hash, begun_at: at }) => (at === null ? [] : [[hash, at]])))
}

function mayBeUnderWay({ begun_at: begunAt, ended_at: endedAt }: Deletion, now: number): boolean {
  // Of a clock that was set back nobody knows how long ago it was.
  return begunAt !== null && endedAt === null && Math.abs(now - begunAt) < DELETING_MS
}

export function isSame(one: BegunDeletions, other: BegunDeletions): boolean {
  return one.size === other.size && [...one].every(([hash, at]) => other.get(hash) === at)
}

/** Those that may have begun and never ended as well: the relay that was at it is gone. */
export async function findDue(query: Query, now: number, limit: number): Promise<string[]> {
  const asked = await query
    .selectFrom('blob_deletions')
    .select('hash')
    .where('asked_at', 'is not', null)
    .orderBy('asked_at')
    .limit(limit)
    .execute()
  const leftOff = await query
    .selectFrom('blob_deletions')
    .select('hash')
    .where('ended_at', 'is', null)
    .where('begun_at', '<', now - DELETING_MS)
    .limit(limit)
    .execute()
  return [...new Set([...asked, ...leftOff].map(({ hash }) => hash))].slice(0, limit)
}

export async function markBegun(trx: WriteQuery, hash: string, now: number): Promise<void> {
  const begun = { asked_at: null, begun_at: now, ended_at: null }
  await trx
    .insertInto('blob_deletions')
    .values({ hash, ...begun })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet(begun))
    .execute()
}

export async function markEnded(
  database: Transacting,
  hashes: readonly string[],
  begunAt: number,
  now: number,
): Promise<void> {
  if (hashes.length === 0) return
  await database.transact((trx) =>
    trx
      .updateTable('blob_deletions')
      .set({ ended_at: now })
      .where('hash', 'in', hashes)
      .where('begun_at', '=', begunAt)
      .execute(),
  )
}

/** Nobody has been asked to delete them, or has refused to: nothing is under way, and they are asked for again. */
export async function markNotDone(
  database: Transacting,
  hashes: readonly string[],
  begunAt: number,
  now: number,
): Promise<void> {
  if (hashes.length === 0) return
  await database.transact((trx) =>
    trx
      .updateTable('blob_deletions')
      .set({ asked_at: now, ended_at: now })
      .where('hash', 'in', hashes)
      .where('begun_at', '=', begunAt)
      .execute(),
  )
}

/** They are named, so no deletion of theirs is to come, and none that has been is of any interest. */
export async function forgetDeletions(trx: WriteQuery, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await trx.deleteFrom('blob_deletions').where('hash', 'in', hashes).execute()
}

export async function forgetOldDeletions(database: Transacting, now: number): Promise<void> {
  await deleteInBites(database, async (trx) => {
    const some = trx
      .selectFrom('blob_deletions')
      .select('hash')
      .where('asked_at', 'is', null)
      .where('ended_at', '<', now - REMEMBERED_MS)
      .limit(BITE)
    const gone = await trx.deleteFrom('blob_deletions').where('hash', 'in', some).executeTakeFirst()
    return Number(gone.numDeletedRows)
  })
}
