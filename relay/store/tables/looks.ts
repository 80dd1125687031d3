/** Looks, their versions and the uploads that these hold. */
import type { Selectable } from 'kysely'
import type { LookScope } from '../../../contract/looks.ts'

/** What a person keeps or a team shares; its words are in `look_versions`. */
export type LookTable = {
  id: string
  scope: LookScope
  /** Whose it is while it is private; of a shared one, who made it. */
  owner_id: string
  /** Only with the scope `team`. */
  team_id: string | null
  /** The newest. */
  version: number
  created_at: number
  updated_at: number
  /** The row stays while generations name one of its versions. */
  deleted_at: number | null
  /** The id of whoever made it and the idempotency key, with a blank between; null without one. */
  made_with: string | null
  /** Of the body that it was made of. */
  request_hash: string | null
}

export type LookVersionTable = {
  look_id: string
  version: number
  name: string
  prompt: string
  /** JSON of `Look['colours']`. */
  colour_list: string
  /** JSON of `Look['references']`. */
  reference_list: string
  created_at: number
}

/** Holds the uploads of a look's versions from the clean-up, and lets those use them who may use the look. */
export type LookUploadTable = { look_id: string; version: number; upload_id: string }

export type LookRow = Selectable<LookTable>

export type LookVersionRow = Selectable<LookVersionTable>
