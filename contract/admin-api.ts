/** What the admin's page and the relay say to each other, under `/admin/api`: no part of the relay's public HTTP. */
import * as v from 'valibot'

const timestamp = v.pipe(v.string(), v.isoTimestamp())

/** Body of `POST session`: what stood behind the # of the address that `admin link` has printed. */
export const openByLinkBody = v.strictObject({ link: v.pipe(v.string(), v.maxLength(100)) })

export const adminSessionView = v.object({
  /** Of the person; null where a link has opened it. */
  name: v.nullable(v.string()),
  ends_at: timestamp,
  /** Goes along with every change. */
  proof: v.string(),
})
export type AdminSessionView = v.InferOutput<typeof adminSessionView>

export const auditEntry = v.object({
  position: v.number(),
  at: timestamp,
  /** A person's name, or what else has changed it. */
  author: v.string(),
  /** Named as the operator's commands are. */
  action: v.string(),
  /** The name of what was changed, or its id. */
  subject: v.nullable(v.string()),
  detail: v.record(v.string(), v.nullable(v.union([v.string(), v.number()]))),
})
export type AuditEntry = v.InferOutput<typeof auditEntry>

/** `next` goes into `before` for the entries before these. */
export const auditPage = v.object({ entries: v.array(auditEntry), next: v.nullable(v.number()) })
export type AuditPage = v.InferOutput<typeof auditPage>
