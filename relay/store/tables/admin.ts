/** The admin's page: who may open it, and what was changed. */
import type { Generated, Selectable } from 'kysely'

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

export type AuditEntryRow = Selectable<AuditEntryTable>
