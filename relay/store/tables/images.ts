/** Results and thumbnails, and what is known of the bytes of all images. */
import type { ImageMimeType } from '../../../contract/model.ts'
import type { Flag } from './flag.ts'

export type ImageTable = {
  generation_id: string
  number: number
  mime_type: ImageMimeType
  sha256: string
  created_at: number
  /** Null in a row from before bytes were kept elsewhere: they are in `data`. */
  byte_count: number | null
  data: Uint8Array | null
}

export type ThumbnailTable = {
  generation_id: string
  mime_type: ImageMimeType
  sha256: string
  /** As in images. */
  byte_count: number | null
  data: Uint8Array | null
}

/** In Postgres alone: see `keepTableBlobs`. */
export type BlobTable = { hash: string; data: Uint8Array; written_at: number }

/** Bytes that are to go, are going or went lately. `asked_at`: see whether they may go; see `blob-deletions.ts`. */
export type BlobDeletionTable = {
  hash: string
  asked_at: number | null
  begun_at: number | null
  ended_at: number | null
}

/** `is_certain`: it was looked for. `next_try_at`: null until somebody misses it again. */
export type LostBlobTable = {
  hash: string
  found_at: number
  is_certain: Flag
  tries: number
  next_try_at: number | null
}
