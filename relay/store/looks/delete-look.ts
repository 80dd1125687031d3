/** Withdraws looks: one at a time, like what saves them. */
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { mayPublish, type Reader } from './look-rights.ts'
import { readLook } from './looks.ts'

/** @param expected null: whatever version there is */
export async function deleteLook(
  database: Database,
  id: string,
  expected: number | null,
  reader: Reader,
  now: number,
): Promise<'deleted' | 'forbidden' | 'not-found' | 'changed'> {
  return database.transact(async (trx) => {
    await database.lockName(trx, 'looks')
    const present = await readLook(trx, reader, id)
    if (present === undefined) return 'not-found'
    if (!mayPublish(reader, present)) return 'forbidden'
    if (expected !== null && expected !== present.version) return 'changed'
    await withdraw(trx, id, now)
    return 'deleted'
  })
}

/** For whoever may administer: a shared one only. @returns false when there is no such look */
export async function withdrawLook(
  database: Database,
  id: string,
  now: number,
  note?: Note,
): Promise<boolean> {
  return database.transact(async (trx) => {
    await database.lockName(trx, 'looks')
    const row = await trx
      .selectFrom('looks')
      .select('id')
      .where('id', '=', id)
      .where('scope', '!=', 'private')
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (row === undefined) return false
    await withdraw(trx, id, now)
    await note?.(trx)
    return true
  })
}

/** What they have shared stays: it is the team's. */
export async function deletePrivateLooks(trx: WriteQuery, personId: string): Promise<void> {
  const own = await trx
    .selectFrom('looks')
    .select('id')
    .where('owner_id', '=', personId)
    .where('scope', '=', 'private')
    .execute()
  for (const { id } of own) await trx.deleteFrom('looks').where('id', '=', id).execute()
}

/** Frees its pictures at once. Its words stay as long as a generation names them: see `deleteOldLooks`. */
async function withdraw(trx: WriteQuery, id: string, now: number): Promise<void> {
  await trx.deleteFrom('look_uploads').where('look_id', '=', id).execute()
  await trx.updateTable('looks').set({ deleted_at: now, updated_at: now }).where('id', '=', id).execute()
}
