/** Reference bytes, kept once however often and by whomever they are sent, and shown only to who has sent them. */
import type { ImageHeader } from '../../../contract/image-header.ts'
import type { ImageMimeType } from '../../../contract/model.ts'
import { forgetLost, isSuspect } from '../blobs/lost-blobs.ts'
import { nameBlobs } from '../blobs/name-blobs.ts'
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'

const MARK_AGAIN_MS = 60 * 60_000

type NewUpload = { id: string; header: ImageHeader; data: Uint8Array }

/** @returns whether this person had sent them before */
export async function saveUpload(
  database: Database,
  personId: string,
  upload: NewUpload,
  now: number,
): Promise<'new' | 'known'> {
  const { id, header, data } = upload
  const isKnown = await touchUpload(database.query, personId, id, now)
  const isDoubtful = isKnown && (await isSuspect(database.query, id))
  if (isKnown && !isDoubtful && (await database.blobs.has(id))) return 'known'
  return nameBlobs(database, [{ hash: id, data }], async (trx) => {
    if (isDoubtful) await forgetLost(trx, id)
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('uploads')
      .values({
        id,
        mime_type: header.mimeType,
        byte_count: data.length,
        width: header.width,
        height: header.height,
        created_at: now,
        last_used_at: now,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ last_used_at: now }))
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 0n) throw new Error('an upload was neither inserted nor updated')
    const owner = await trx
      .insertInto('upload_owners')
      .values({ upload_id: id, token_id: personId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return owner.numInsertedOrUpdatedRows === 0n ? 'known' : 'new'
  })
}

/**
 * Marks it as used, which also holds off the clean-up. That waits for days, so a mark of the last hour will do, and a
 * batch that shares its references does not write them again and again.
 *
 * @returns false when absent or another user's
 */
export async function touchUpload(query: Query, personId: string, id: string, now: number): Promise<boolean> {
  const upload = await query
    .selectFrom('uploads')
    .innerJoin('upload_owners', 'upload_owners.upload_id', 'uploads.id')
    .select('uploads.last_used_at')
    .where('uploads.id', '=', id)
    .where('upload_owners.token_id', '=', personId)
    .executeTakeFirst()
  if (upload === undefined) return false
  if (now - upload.last_used_at < MARK_AGAIN_MS) return true
  const { numUpdatedRows } = await query
    .updateTable('uploads')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** An upload as the worker needs it to hand it on to Rivya. */
export type StoredUpload = {
  id: string
  mimeType: ImageMimeType
  rivyaUrl: string | null
  rivyaUrlAt: number
  byteCount: number
}

export async function findUpload(database: Database, id: string): Promise<StoredUpload | undefined> {
  const row = await database.query
    .selectFrom('uploads')
    .select(['id', 'mime_type', 'byte_count', 'rivya_url', 'rivya_url_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    mimeType: row.mime_type,
    byteCount: row.byte_count,
    rivyaUrl: row.rivya_url,
    rivyaUrlAt: row.rivya_url_at ?? 0,
  }
}

/** Remembers where Rivya holds a copy, for other generations with the same reference. */
export async function saveRivyaUrl(database: Database, id: string, url: string, now: number): Promise<void> {
  await database.query
    .updateTable('uploads')
    .set({ rivya_url: url, rivya_url_at: now })
    .where('id', '=', id)
    .execute()
}

/** What Rivya holds may be why it could do nothing with it, so the next generation hands it over anew. */
export async function forgetRivyaUrls(query: Query, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await query.updateTable('uploads').set({ rivya_url: null }).where('id', 'in', ids).execute()
}
