/** Deletes what is no longer kept: see `RESULT_DAYS`. Rows stay, so that history and idempotency keys do. */
import type { Database } from './database.ts'
import { raiseChange } from './generations.ts'

const DAY_MS = 24 * 60 * 60_000
/** An upload that no generation names: a batch that was never started. */
const UNUSED_UPLOAD_MS = 3 * DAY_MS
const DURATIONS_MS = 30 * DAY_MS
const REQUEST_COUNTS_MS = 10 * 60_000
/** Generations whose images go in one transaction. */
const IMAGES_AT_ONCE = 50

export type CleanUpResult = { images: number; uploads: number }

export async function cleanUp(database: Database, now: number, resultDays: number): Promise<CleanUpResult> {
  const keptSince = now - resultDays * DAY_MS
  let images = 0
  for (;;) {
    const gone = await deleteOldImages(database, keptSince)
    images += gone
    if (gone < IMAGES_AT_ONCE) break
  }
  const uploads = await deleteOldUploads(database, now, keptSince)
  await database.query
    .deleteFrom('durations')
    .where('finished_at', '<', now - DURATIONS_MS)
    .execute()
  await database.query
    .deleteFrom('request_counts')
    .where('window_at', '<', now - REQUEST_COUNTS_MS)
    .execute()
  return { images, uploads }
}

/** @returns how many generations lost their images */
async function deleteOldImages(database: Database, before: number): Promise<number> {
  const old = await database.query
    .selectFrom('images')
    .innerJoin('generations', 'generations.id', 'images.generation_id')
    .select(['generations.id', 'generations.token_id'])
    .distinct()
    .where('images.created_at', '<', before)
    .limit(IMAGES_AT_ONCE)
    .execute()
  for (const { id, token_id } of old) {
    await database.write(async (trx, touched) => {
      const change = await raiseChange(trx, token_id)
      await trx.deleteFrom('images').where('generation_id', '=', id).execute()
      await trx.updateTable('generations').set({ image_list: '[]', change }).where('id', '=', id).execute()
      touched(token_id)
    })
  }
  return old.length
}

/**
 * Kept are uploads that someone has used lately and those that a generation still has to send. The condition is
 * checked again on the locked row, so an upload that is being used for a new generation right now stays.
 */
async function deleteOldUploads(database: Database, now: number, keptSince: number): Promise<number> {
  const active = database.query
    .selectFrom('generation_uploads')
    .innerJoin('generations', 'generations.id', 'generation_uploads.generation_id')
    .select('generation_uploads.upload_id')
    .where('generations.status', 'in', ['accepted', 'submitting'])
  const named = database.query.selectFrom('generation_uploads').select('upload_id')
  const old = await database.query
    .selectFrom('uploads')
    .select('id')
    .where((where) =>
      where.or([
        where.and([where('last_used_at', '<', keptSince), where('id', 'not in', active)]),
        where.and([where('last_used_at', '<', now - UNUSED_UPLOAD_MS), where('id', 'not in', named)]),
      ]),
    )
    .execute()
  let deleted = 0
  for (const { id } of old) deleted += await deleteUpload(database, id, now)
  for (const id of await database.uploadBytes.findOlderThan(now - UNUSED_UPLOAD_MS)) {
    await deleteStray(database, id)
  }
  return deleted
}

async function deleteUpload(database: Database, id: string, now: number): Promise<number> {
  return database.transact(async (trx) => {
    // Locks the row; a generation that uses the upload meanwhile has set the time anew.
    const { numUpdatedRows } = await trx
      .updateTable('uploads')
      .set({ rivya_url: null })
      .where('id', '=', id)
      .where('last_used_at', '<', now - UNUSED_UPLOAD_MS)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return 0
    await trx.deleteFrom('generation_uploads').where('upload_id', '=', id).execute()
    await database.uploadBytes.delete(trx, id)
    await trx.deleteFrom('uploads').where('id', '=', id).execute()
    return 1
  })
}

/** Bytes that a crash has left without a row. */
async function deleteStray(database: Database, id: string): Promise<void> {
  await database.transact(async (trx) => {
    const row = await trx.selectFrom('uploads').select('id').where('id', '=', id).executeTakeFirst()
    if (row === undefined) await database.uploadBytes.delete(trx, id)
  })
}
