/** What was changed by whom: a list that only grows. It holds ids and no names, so that a removed person is gone from it. */
import * as v from 'valibot'
import type { Database } from './database.ts'
import type { WriteQuery } from './dialect.ts'
import type { AuditEntryRow } from './tables/admin.ts'

/** A person's id, `link:` with that of an admin's link, or `commands`. */
export type Author = string
export const COMMANDS: Author = 'commands'

/** Named as the operator's commands are. */
export type AuditAction =
  | 'admin link'
  | 'admin sign-in'
  | 'token create'
  | 'token rotate'
  | 'token revoke'
  | 'person limit'
  | 'person role'
  | 'person remove'
  | 'team create'
  | 'team add'
  | 'team limit'
  | 'generation cancel'
  | 'generation fetch'
  | 'pause'
  | 'resume'
  | 'balance alert'
  | 'look withdraw'

export const auditDetail = v.record(v.string(), v.nullable(v.union([v.string(), v.number()])))
export type AuditDetail = v.InferOutput<typeof auditDetail>

/** Called in the transaction that makes a change, once it is made: both are there, or neither. */
export type Note = (trx: WriteQuery) => Promise<void>

/** @param detail what it is now; never a name of a person, a secret or a prompt */
export function note(
  author: Author,
  at: number,
  action: AuditAction,
  subject: string | null = null,
  detail: AuditDetail | null = null,
): Note {
  return async (trx) => {
    await trx
      .insertInto('audit_entries')
      .values({ at, author, action, subject, detail: detail === null ? null : JSON.stringify(detail) })
      .execute()
  }
}

/** Newest first. @param before a position */
export async function listAudit(
  { query }: Database,
  before: number | null,
  limit: number,
): Promise<AuditEntryRow[]> {
  return query
    .selectFrom('audit_entries')
    .selectAll()
    .$if(before !== null, (select) => select.where('position', '<', before ?? 0))
    .orderBy('position', 'desc')
    .limit(limit)
    .execute()
}
