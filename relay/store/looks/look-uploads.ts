/** The pictures of looks: uploads that whoever may use the look may use and see. */
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'
import type { UploadRow } from '../tables/uploads.ts'
import { touchUpload } from '../uploads/uploads.ts'
import { isUsable, isVisible, type Reader } from './look-rights.ts'

/** As `touchUpload`, also of uploads that belong to a look which the person may use. */
export async function touchSharedUpload(
  query: Query,
  reader: Pick<Reader, 'personId' | 'teamId'>,
  id: string,
  now: number,
): Promise<boolean> {
  if (await touchUpload(query, reader.personId, id, now)) return true
  if (!(await isInUsableLook(query, reader, id))) return false
  await query.updateTable('uploads').set({ last_used_at: now }).where('id', '=', id).execute()
  return true
}

async function isInUsableLook(
  query: Query,
  reader: Pick<Reader, 'personId' | 'teamId'>,
  uploadId: string,
): Promise<boolean> {
  const row = await query
    .selectFrom('look_uploads')
    .innerJoin('looks', 'looks.id', 'look_uploads.look_id')
    .select('looks.id')
    .where('upload_id', '=', uploadId)
    .where((builder) => isUsable(builder, reader))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Of any of the look's versions. Undefined when the person may not see the look or the upload is not the look's. */
export async function findLookUpload(
  database: Database,
  reader: Reader,
  lookId: string,
  uploadId: string,
): Promise<Pick<UploadRow, 'id' | 'mime_type' | 'byte_count'> | undefined> {
  return database.query
    .selectFrom('look_uploads')
    .innerJoin('looks', 'looks.id', 'look_uploads.look_id')
    .innerJoin('uploads', 'uploads.id', 'look_uploads.upload_id')
    .select(['uploads.id', 'uploads.mime_type', 'uploads.byte_count'])
    .where('looks.id', '=', lookId)
    .where('uploads.id', '=', uploadId)
    .where((builder) => isVisible(builder, reader))
    .limit(1)
    .executeTakeFirst()
}
