/** Puts the bytes of a result where they had got lost, as Rivya has them now, which need not be the same. */
import type { GenerationImage } from '../../../contract/relay-api.ts'
import { askDeletion } from '../blobs/blob-deletions.ts'
import { nameBlobs } from '../blobs/name-blobs.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { raiseChange } from './generations.ts'
import { type NewImage, toBlobs } from './images.ts'

export type NamedResult = { generationId: string; number: number; taskId: string | null }

/** Results of those that nobody has deleted. */
export async function findResults({ query }: Database, hash: string): Promise<NamedResult[]> {
  const rows = await query
    .selectFrom('images')
    .innerJoin('generations', 'generations.id', 'images.generation_id')
    .select(['images.generation_id', 'images.number', 'generations.upstream_task_id'])
    .where('images.sha256', '=', hash)
    .where('generations.deleted_at', 'is', null)
    .execute()
  return rows.map(({ generation_id: generationId, number, upstream_task_id: taskId }) => ({
    generationId,
    number,
    taskId,
  }))
}

/** The same bytes, for every row that names them. @throws {BlobsAway} */
export async function restoreSame(database: Database, hash: string, data: Uint8Array): Promise<void> {
  // What is damaged there would be read before what is put outside.
  if (database.blobs.outside !== null) await database.blobs.beside.delete(hash)
  await nameBlobs(database, [{ hash, data }], async (trx) => {
    await trx.deleteFrom('lost_blobs').where('hash', '=', hash).execute()
    for (const table of ['images', 'thumbnails'] as const) {
      await trx
        .updateTable(table)
        .set({ byte_count: data.length, data: database.noBytes })
        .where('sha256', '=', hash)
        .execute()
    }
  })
}

/** Other bytes of the same result. @throws {BlobsAway} */
export async function restoreOther(
  database: Database,
  { generationId, number }: NamedResult,
  lostHash: string,
  image: NewImage,
): Promise<void> {
  const blobs = toBlobs([image])
  const { header, bytes } = image
  await nameBlobs(database, blobs, async (trx, touched) => {
    const hash = blobs[0]?.hash ?? ''
    const { numUpdatedRows } = await trx
      .updateTable('images')
      .set({ sha256: hash, mime_type: header.mimeType, byte_count: bytes.length, data: database.noBytes })
      .where('generation_id', '=', generationId)
      .where('number', '=', number)
      .where('sha256', '=', lostHash)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return askDeletion(trx, [hash])
    await askDeletion(trx, [lostHash])
    const seen = {
      mime_type: header.mimeType,
      bytes: bytes.length,
      width: header.width,
      height: header.height,
    }
    touched(await describeAnew(trx, generationId, number, seen))
  })
}

/** @returns whose it is */
async function describeAnew(
  trx: WriteQuery,
  id: string,
  number: number,
  seen: GenerationImage,
): Promise<string> {
  const { token_id: personId, image_list: list } = await trx
    .selectFrom('generations')
    .select(['token_id', 'image_list'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const images: GenerationImage[] = JSON.parse(list)
  images[number] = seen
  const change = await raiseChange(trx, personId)
  await trx
    .updateTable('generations')
    .set({ image_list: JSON.stringify(images), change })
    .where('id', '=', id)
    .execute()
  return personId
}

/** The panel makes it again when it next has the image. */
export async function dropThumbnails(database: Database, hash: string): Promise<void> {
  const rows = await database.query
    .selectFrom('thumbnails')
    .innerJoin('generations', 'generations.id', 'thumbnails.generation_id')
    .select(['generations.id', 'generations.token_id'])
    .where('thumbnails.sha256', '=', hash)
    .execute()
  for (const { id, token_id: personId } of rows) {
    await database.write(async (trx, touched) => {
      const change = await raiseChange(trx, personId)
      await trx.deleteFrom('thumbnails').where('generation_id', '=', id).where('sha256', '=', hash).execute()
      await trx.updateTable('generations').set({ has_thumbnail: 0, change }).where('id', '=', id).execute()
      touched(personId)
    })
  }
}
