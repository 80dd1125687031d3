/** References, whose they are and what they were used for. */
import type { Selectable } from 'kysely'
import type { ImageMimeType } from '../../../contract/model.ts'

export type UploadTable = {
  /** SHA-256 of the bytes. */
  id: string
  mime_type: ImageMimeType
  byte_count: number
  width: number
  height: number
  created_at: number
  last_used_at: number
  /** Where Rivya holds a copy, and since when. */
  rivya_url: string | null
  rivya_url_at: number | null
}

/** Who may use an upload: everyone who has sent its bytes. */
export type UploadOwnerTable = { upload_id: string; token_id: string }

export type GenerationUploadTable = { generation_id: string; upload_id: string }

export type UploadRow = Selectable<UploadTable>
