/**
 * The tables, for both databases. Times are milliseconds since 1970, yes and no are 1 and 0, lists are JSON text:
 * types that SQLite and Postgres hold alike, so that one set of queries serves both.
 */
import type { Generated, Selectable } from 'kysely'
import type { RelayFailureCode } from '../../contract/failures.ts'
import type { LookScope } from '../../contract/looks.ts'
import type { AspectRatio, ImageMimeType, Resolution } from '../../contract/model.ts'
import type { GenerationStatus, Role } from '../../contract/relay-api.ts'

export type Flag = 0 | 1

/**
 * Who owns generations, uploads, limits and a share of the books. Elsewhere the column with a person's id is called
 * `token_id`: relays of the version before people write it, and those of that time are the first token's.
 */
export type PersonTable = {
  id: string
  name: string
  role: Role
  daily_credits: number | null
  monthly_credits: number | null
  team_id: string | null
  created_at: number
  /** The row stays for the books; name, prompts and images are gone. */
  removed_at: number | null
  /** Counts every visible change of the person's generations; raised in the transaction that makes the change. */
  last_change: number
  /** When one of its generations last got a place at Rivya. */
  last_admitted_at: number
}

/** People who share a limit. */
export type TeamTable = { id: string; name: string; monthly_credits: number | null; created_at: number }

/** A key of a person, one for each device. */
export type AccessTokenTable = {
  id: string
  person_id: string
  /** Of the device, or the person's. */
  name: string
  secret_hash: Uint8Array
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  /** Of its last use, give or take some minutes; null: none since this is written down. */
  last_seen_at: number | null
}

/** Whom the company's provider means by a person. */
export type IdentityTable = {
  issuer: string
  subject: string
  person_id: string
  /** Only one that the provider calls verified. */
  email: string | null
  signed_in_at: number
}

/** A panel that waits for somebody to sign in, until it has got its token: RFC 8628. */
export type SignInTable = {
  /** SHA-256 of the device code, and of the user code. */
  device_hash: string
  user_hash: string
  status: 'pending' | 'approved' | 'denied'
  /** Who has signed in. */
  person_id: string | null
  expires_at: number
  interval_ms: number
  polled_at: number | null
}

/** A browser that is on its way to the provider and back. */
export type SignInAttemptTable = {
  /** SHA-256 of `state`. */
  state_hash: string
  /** The panel that waits; null: it is the admin's page that is to be opened. */
  device_hash: string | null
  expires_at: number
}

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

/** In Postgres alone: see `keepTableBlobs`. */
export type BlobTable = { hash: string; data: Uint8Array; written_at: number }

/** Bytes that are to go, are going or went lately. `asked_at`: see whether they may go; see `blob-deletions.ts`. */
export type BlobDeletionTable = {
  hash: string
  asked_at: number | null
  begun_at: number | null
  ended_at: number | null
}

/** Who may use an upload: everyone who has sent its bytes. */
export type UploadOwnerTable = { upload_id: string; token_id: string }

export type GenerationUploadTable = { generation_id: string; upload_id: string }

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

/** Credits reserved or spent by a person on a day in UTC, `2026-06-01`. */
export type CreditDayTable = { token_id: string; day: string; credits: number }

/** The same of a team, or of the whole `relay`, in a month, `2026-06`. */
export type CreditMonthTable = { owner: string; month: string; credits: number }

/** How long finished tasks took at Rivya. */
export type DurationTable = {
  /** The generation's; in older rows any. */
  id: string
  resolution: Resolution
  reference_count: number
  /** The middle of the two below, for relays of a version that knows no others. */
  duration_ms: number
  finished_at: number
  /** As in `Sighting`; rows of such a version have none. */
  not_yet_ms: number | null
  found_ms: number | null
  said_ms: number | null
  said_before_ms: number | null
  told_ms: number | null
}

/** Kept by triggers, of what was accepted then; `''` where there is no team or document. May be of no generation any more. */
type Sums = { generations: number; credits: number; images: number; failed: number; unknown: number }
export type TeamDayTable = Sums & { day: string; team_id: string }
export type PersonMonthTable = Sums & { month: string; token_id: string }
export type DocumentMonthTable = Sums & { month: string; document_id: string }

/** How many images of a day came so long after the press, rounded; kept by triggers. */
export type WaitDayTable = { day: string; waited_ms: number; generations: number }

/** Requests counted for a key (a token, an address) in a window of a minute. */
export type RequestCountTable = { key: string; window_at: number; requests: number }

/** `paused`: no paid call leaves. `removal` of a person: see `remove-person.ts`; the others: see `trust-clock.ts`. */
export type MarkName = 'paused' | `removal ${string}` | 'clock-trusted' | 'clock-doubted'
export type MarkTable = { name: MarkName; at: number }

/** Opens the admin's page once. */
export type AdminLinkTable = { secret_hash: Uint8Array; id: string; expires_at: number }

/** `author` stands for it in the audit list; `person_id`: whose role it hangs on, null where a link has opened it. */
export type AdminSessionTable = {
  secret_hash: Uint8Array
  author: string
  person_id: string | null
  created_at: number
  last_seen_at: number
}

/** Never changed: both databases refuse it. `detail` is JSON. */
export type AuditEntryTable = {
  position: Generated<number>
  at: number
  author: string
  action: string
  subject: string | null
  detail: string | null
}

/** The one place to which Rivya is to tell the ends of tasks, for every relay of the database: `name` is `rivya`. */
export type WebhookEndpointTable = {
  name: 'rivya'
  /** The part of its address that nobody can guess. */
  path_secret: string
  /** Rivya's name for it; null until it is registered. */
  endpoint_id: string | null
  url: string | null
  /** Shown once by Rivya, and kept for the day on which it is known how deliveries are signed. */
  signing_secret: string | null
  /** Not before this is it looked after again, by whichever relay comes first. */
  next_check_at: number
}

/** `credits`: told of below it; `next_attempt_at`: null once it is told or given up. */
export type BalanceAlertTable = {
  id: number
  credits: number
  url: string
  is_below: Flag
  /** At the crossing. */
  balance: number | null
  attempts: number
  next_attempt_at: number | null
  told_at: number | null
  fault: string | null
}

/** `is_certain`: it was looked for. `next_try_at`: null until somebody misses it again. */
export type LostBlobTable = {
  hash: string
  found_at: number
  is_certain: Flag
  tries: number
  next_try_at: number | null
}

export type Schema = {
  people: PersonTable
  access_tokens: AccessTokenTable
  generations: GenerationTable
  uploads: UploadTable
  blobs: BlobTable
  blob_deletions: BlobDeletionTable
  lost_blobs: LostBlobTable
  database_id: { name: 'this'; id: string }
  place_turns: { turn: string; at: number }
  upload_owners: UploadOwnerTable
  generation_uploads: GenerationUploadTable
  looks: LookTable
  look_versions: LookVersionTable
  look_uploads: LookUploadTable
  images: ImageTable
  thumbnails: ThumbnailTable
  credit_days: CreditDayTable
  credit_months: CreditMonthTable
  teams: TeamTable
  team_days: TeamDayTable
  person_months: PersonMonthTable
  document_months: DocumentMonthTable
  wait_days: WaitDayTable
  durations: DurationTable
  request_counts: RequestCountTable
  marks: MarkTable
  admin_links: AdminLinkTable
  admin_sessions: AdminSessionTable
  audit_entries: AuditEntryTable
  balance_alert: BalanceAlertTable
  webhook_endpoints: WebhookEndpointTable
  identities: IdentityTable
  sign_ins: SignInTable
  sign_in_attempts: SignInAttemptTable
}

export type PersonRow = Selectable<PersonTable>
export type TeamRow = Selectable<TeamTable>
export type AccessTokenRow = Selectable<AccessTokenTable>
export type BalanceAlertRow = Selectable<BalanceAlertTable>
export type AuditEntryRow = Selectable<AuditEntryTable>
export type UploadRow = Selectable<UploadTable>
export type LookRow = Selectable<LookTable>
export type LookVersionRow = Selectable<LookVersionTable>
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
