/**
 * The tables, for both databases. Times are milliseconds since 1970, yes and no are 1 and 0, lists are JSON text:
 * types that SQLite and Postgres hold alike, so that one set of queries serves both.
 */
import type { AdminLinkTable, AdminSessionTable, AuditEntryTable } from './tables/admin.ts'
import type { GenerationTable } from './tables/generations.ts'
import type {
  BlobDeletionTable,
  BlobTable,
  ImageTable,
  LostBlobTable,
  ThumbnailTable,
} from './tables/images.ts'
import type { LookTable, LookUploadTable, LookVersionTable } from './tables/looks.ts'
import type {
  AccessTokenTable,
  IdentityTable,
  PersonTable,
  SignInAttemptTable,
  SignInTable,
  TeamTable,
} from './tables/people.ts'
import type {
  CreditDayTable,
  CreditMonthTable,
  DocumentMonthTable,
  PersonMonthTable,
  TeamDayTable,
  WaitDayTable,
} from './tables/sums.ts'
import type { GenerationUploadTable, UploadOwnerTable, UploadTable } from './tables/uploads.ts'
import type {
  BalanceAlertTable,
  DurationTable,
  MarkTable,
  RequestCountTable,
  WebhookEndpointTable,
} from './tables/work.ts'

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
