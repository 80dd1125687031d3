/** Generations, and what of them a client gets to see. */
import type { Selectable } from 'kysely'
import type { RelayFailureCode } from '../../../contract/failures.ts'
import type { AspectRatio, Resolution } from '../../../contract/model.ts'
import type { GenerationStatus } from '../../../contract/relay-api.ts'
import type { Flag } from './flag.ts'

export type GenerationTable = {
  id: string
  /** The person's: see `PersonTable`. */
  token_id: string
  /** Value of the person's `last_change` at creation: the order in lists. */
  position: number
  /** Value of the person's `last_change` at the last visible change: the cursor of events. */
  change: number
  idempotency_key: string
  request_hash: string
  /** Of the HTTP request that started it; Rivya gets it as `client_request_id`. */
  request_id: string
  status: GenerationStatus
  prompt: string
  /** Lower case, for the search. */
  prompt_folded: string
  aspect_ratio: AspectRatio
  resolution: Resolution
  /** JSON of `Generation['references']`. */
  reference_list: string
  reference_count: number
  /** JSON of `Generation['images']`; the bytes are in `images`. */
  image_list: string
  /** JSON of `Generation['origin']`. */
  origin: string | null
  document_id: string | null
  /** JSON of `Generation['start']`. */
  start: string | null
  /** The look it was made with, as it was called then. */
  look_id: string | null
  look_version: number | null
  look_name: string | null
  starred: Flag
  has_thumbnail: Flag
  credits_reserved: number
  credits_final: number | null
  /** What this generation contributes to its day in `credit_days` right now. */
  credits_counted: number
  credit_day: string
  /** The person's at its acceptance: whose month it is counted in. */
  team_id: string | null
  failure_code: RelayFailureCode | null
  failure_message: string | null
  created_at: number
  updated_at: number
  expected_at: number | null
  /** The row stays as a tombstone of its idempotency key. */
  deleted_at: number | null

  /** 1 while it takes one of the places at Rivya. */
  has_slot: Flag
  /** When the worker takes the next step; null while it waits for a place and after the end. */
  next_step_at: number | null
  lease_owner: string | null
  lease_until: number | null
  upstream_key: string
  /** The exact bytes of the paid request, as text, from before the first attempt on. */
  upstream_body: string | null
  upstream_body_at: number | null
  upstream_task_id: string | null
  /** Start of the first paid attempt that may have reached Rivya. */
  doubt_since: number | null
  submitted_at: number | null
  last_look_at: number | null
  /** By Rivya's clock, from the task's creation to its last update, as told at the last look; null when it did not say. */
  said_ms: number | null
  looks: number
  /** Failures in a row, for the growing pauses. */
  setbacks: number
  /** Start of the present run of trouble, for deadlines. */
  trouble_since: number | null
  /** Attempts in a row to fetch its images that did not bring all of them. */
  dead_ends: number
  /** When Rivya last said by itself that the task has ended; null when it has not. */
  told_at: number | null
  /** While such a word has moved the next look forward: when it would have been. */
  planned_look_at: number | null
}

export type GenerationRow = Selectable<GenerationTable>

/** What a client gets to see, and what reading for it is limited to: the rest can be large and is nobody's business. */
export const VISIBLE_COLUMNS = [
  'id',
  'position',
  'change',
  'status',
  'prompt',
  'aspect_ratio',
  'resolution',
  'reference_list',
  'image_list',
  'credits_reserved',
  'credits_final',
  'failure_code',
  'failure_message',
  'created_at',
  'updated_at',
  'expected_at',
  'idempotency_key',
  'origin',
  'start',
  'look_id',
  'look_version',
  'look_name',
  'starred',
  'has_thumbnail',
  'setbacks',
  'dead_ends',
  'upstream_task_id',
] as const satisfies (keyof GenerationTable)[]

export type VisibleRow = Pick<GenerationRow, (typeof VISIBLE_COLUMNS)[number]>
