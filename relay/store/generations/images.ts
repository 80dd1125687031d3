/** Bytes that belong to a generation: its images, and the thumbnail that the panel has made. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { ImageHeader } from '../../../contract/image-header.ts'
import type { ImageMimeType } from '../../../contract/model.ts'
import type { GenerationImage } from '../../../contract/relay-api.ts'
import { openPieces, PIECE_BYTES, type Pieces } from '../../blobs/pieces.ts'
import { askDeletion } from '../blobs/blob-deletions.ts'
import { type NewBlob, nameBlobs } from '../blobs/name-blobs.ts'
import type { Database } from '../database.ts'
import type { Query, WriteQuery } from '../dialect.ts'
import { deleteImages } from './delete-images.ts'
import { raiseChange, updateOwn } from './generations.ts'

export type NewImage = { header: ImageHeader; bytes: Uint8Array }
export type StoredThumbnail = { mimeType: ImageMimeType; sha256: string; data: Uint8Array }
export type StoredImage = {
  mimeType: ImageMimeType
  sha256: string
  byteCount: number
  /** @throws {BlobsAway} here, and later by the pieces */
  open: () => Promise<Pieces>
}

export function toBlobs(images: readonly NewImage[]): NewBlob[] {
  return images.map(({ bytes: data }) => ({ hash: createHash('sha256').update(data).digest('hex'), data }))
}

/**
 * @param blobs of these images, which `nameBlobs` has put
 * @returns the list for the generation's `image_list`
 */
export async function insertImages(
  trx: WriteQuery,
  { noBytes }: Pick<Database, 'noBytes'>,
  generationId: string,
  images: readonly NewImage[],
  blobs: readonly NewBlob[],
  now: number,
): Promise<GenerationImage[]> {
  for (const [number, { header, bytes }] of images.entries()) {
    await trx
      .insertInto('images')
      .values({
        generation_id: generationId,
        number,
        mime_type: header.mimeType,
        sha256: blobs[number]?.hash ?? '',
        created_at: now,
        byte_count: bytes.length,
        data: noBytes,
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
  const { query, blobs } = database
  const row = await ownImage(query, personId, generationId, number)
    .select(['images.mime_type', 'images.sha256', 'images.byte_count'])
    .select(sql<number>`coalesce(images.byte_count, length(images.data))`.as('length'))
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { sha256 } = row

  async function readFromRow(offset: number): Promise<Uint8Array | null | undefined> {
    const piece = await ownImage(query, personId, generationId, number)
      // Counted from 1 by both databases.
      .select(sql<Uint8Array | null>`substr(images.data, ${offset + 1}, ${PIECE_BYTES})`.as('data'))
      .executeTakeFirst()
    return piece?.data
  }

  return {
    mimeType: row.mime_type,
    sha256,
    byteCount: row.length,
    open() {
      if (row.byte_count !== null) return blobs.open({ sha256, byteCount: row.length })
      const readPiece = async (offset: number) => {
        const fromRow = await readFromRow(offset)
        // Nothing there any more: moved since the row was read.
        return fromRow?.length ? fromRow : blobs.read(sha256, offset, PIECE_BYTES)
      }
      return openPieces(readPiece, { sha256, byteCount: row.length }, () => blobs.suspect(sha256))
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
  const [blob] = toBlobs([thumbnail])
  if (blob === undefined) return false
  return nameBlobs(database, [blob], async (trx, touched) => {
    const change = await raiseChange(trx, personId)
    const row = await updateOwn(trx, personId, generationId, { has_thumbnail: 1, change })
    if (row === undefined) {
      await askDeletion(trx, [blob.hash])
      return false
    }
    await deleteImages(trx, generationId, 'thumbnails')
    await trx
      .insertInto('thumbnails')
      .values({
        generation_id: generationId,
        mime_type: thumbnail.header.mimeType,
        sha256: blob.hash,
        byte_count: blob.data.length,
        data: database.noBytes,
      })
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
  const thumbnails = await Promise.all(
    rows.map(async ({ id, mime_type: mimeType, sha256, data: inRow }) => {
      const data = inRow?.length ? inRow : await database.blobs.readWhole(sha256)
      return data === undefined ? null : ([id, { mimeType, sha256, data }] as const)
    }),
  )
  return new Map(thumbnails.filter((each) => each !== null))
}
