/** Bytes that belong to a generation: its images, and the thumbnail that the panel has made. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { ImageHeader } from '../../contract/image-header.ts'
import type { ImageMimeType } from '../../contract/model.ts'
import type { GenerationImage } from '../../contract/relay-api.ts'
import type { Database } from './database.ts'
import type { Query, WriteQuery } from './dialect.ts'
import { raiseChange, updateOwn } from './generations.ts'

export type NewImage = { header: ImageHeader; bytes: Uint8Array }
export type StoredThumbnail = { mimeType: ImageMimeType; sha256: string; data: Uint8Array }
export type StoredImage = {
  mimeType: ImageMimeType
  sha256: string
  byteCount: number
  /** At most `PIECE_BYTES` from this place on; undefined once the image has been deleted. */
  readPiece: (offset: number) => Promise<Uint8Array | undefined>
}

/** Of an image at a time: whoever takes it slowly keeps no more than this in memory. */
export const PIECE_BYTES = 2_000_000

/** @returns the list for the generation's `image_list` */
export async function insertImages(
  trx: WriteQuery,
  generationId: string,
  images: NewImage[],
  now: number,
): Promise<GenerationImage[]> {
  for (const [number, { header, bytes }] of images.entries()) {
    await trx
      .insertInto('images')
      .values({
        generation_id: generationId,
        number,
        mime_type: header.mimeType,
        sha256: sha256(bytes),
        created_at: now,
        data: bytes,
      })
      .execute()
  }
  return images.map(({ header, bytes }) => ({
    mime_type: header.mimeType,
    bytes: bytes.length,
    width: header.width,
    height: header.height,
  }))
}

/** @param number counts from 0 */
export async function readImage(
  database: Database,
  personId: string,
  generationId: string,
  number: number,
): Promise<StoredImage | undefined> {
  const row = await ownImage(database.query, personId, generationId, number)
    .select(['images.mime_type', 'images.sha256'])
    .select(sql<number>`length(images.data)`.as('byte_count'))
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    mimeType: row.mime_type,
    sha256: row.sha256,
    byteCount: row.byte_count,
    async readPiece(offset) {
      const piece = await ownImage(database.query, personId, generationId, number)
        // Counted from 1 by both databases.
        .select(sql<Uint8Array>`substr(images.data, ${offset + 1}, ${PIECE_BYTES})`.as('data'))
        .executeTakeFirst()
      return piece?.data
    },
  }
}

function ownImage(query: Query, personId: string, generationId: string, number: number) {
  return query
    .selectFrom('images')
    .innerJoin('generations', 'generations.id', 'images.generation_id')
    .where('generations.id', '=', generationId)
    .where('generations.token_id', '=', personId)
    .where('generations.deleted_at', 'is', null)
    .where('images.number', '=', number)
}

/** Takes the place of an earlier one. @returns false when there is no such generation */
export async function saveThumbnail(
  database: Database,
  personId: string,
  generationId: string,
  thumbnail: NewImage,
): Promise<boolean> {
  return database.write(async (trx, touched) => {
    const change = await raiseChange(trx, personId)
    const row = await updateOwn(trx, personId, generationId, { has_thumbnail: 1, change })
    if (row === undefined) return false
    const values = {
      mime_type: thumbnail.header.mimeType,
      sha256: sha256(thumbnail.bytes),
      data: thumbnail.bytes,
    }
    await trx
      .insertInto('thumbnails')
      .values({ generation_id: generationId, ...values })
      .onConflict((conflict) => conflict.column('generation_id').doUpdateSet(values))
      .execute()
    touched(personId)
    return true
  })
}

/** By generation. Those that are not there or another user's are left out. */
export async function readThumbnails(
  database: Database,
  personId: string,
  generationIds: readonly string[],
): Promise<Map<string, StoredThumbnail>> {
  const rows = await database.query
    .selectFrom('thumbnails')
    .innerJoin('generations', 'generations.id', 'thumbnails.generation_id')
    .select(['generations.id', 'thumbnails.mime_type', 'thumbnails.sha256', 'thumbnails.data'])
    .where('generations.id', 'in', generationIds)
    .where('generations.token_id', '=', personId)
    .where('generations.deleted_at', 'is', null)
    .execute()
  return new Map(rows.map(({ id, mime_type: mimeType, sha256, data }) => [id, { mimeType, sha256, data }]))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
