/** What the admin's page and the relay say to each other, under `/admin/api`: no part of the relay's public HTTP. */
import * as v from 'valibot'
import { ROLES } from './relay-api.ts'
import { UNPRINTABLE } from './short-text.ts'

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

const auditEntry = v.object({
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

/** Of names that are given here, in UTF-16 units; as on the command line. */
export const MAX_GIVEN_NAME_LENGTH = 100
export const givenName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_GIVEN_NAME_LENGTH, `must be at most ${MAX_GIVEN_NAME_LENGTH} characters`),
  v.check((text) => text.replace(UNPRINTABLE, '') === text, 'must be printable'),
)
/** Credits; null: no limit. */
const limit = v.nullable(
  v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(0), v.maxValue(999_999_999)),
)
const id = v.pipe(v.string(), v.maxLength(100))

const queue = v.object({
  queued: v.number(),
  in_flight: v.number(),
  /** When the first that waits was accepted; null when none waits. */
  oldest_at: v.nullable(timestamp),
  /** Paying is paused since then. */
  paused_at: v.nullable(timestamp),
})

export const GROUPED_BY = ['team', 'person'] as const
export type GroupedBy = (typeof GROUPED_BY)[number]

/** `GET overview?by=`: the last days in UTC, oldest first; each list has an entry for each day. */
export const overview = v.object({
  days: v.array(v.string()),
  /** Those that used most first; what is too little to be told apart is `others`. */
  groups: v.array(v.object({ name: v.string(), credits: v.array(v.number()) })),
  results: v.array(v.object({ images: v.number(), failed: v.number(), unknown: v.number() })),
  /** Milliseconds from the press to the image, to a quarter of a second; null for a day without images. */
  waits: v.array(v.nullable(v.object({ median: v.number(), p95: v.number() }))),
  queue,
})
export type Overview = v.InferOutput<typeof overview>

const adminPerson = v.object({
  id: v.string(),
  name: v.string(),
  /** Of the company's account; null where nobody has signed in with one. */
  email: v.nullable(v.string()),
  role: v.picklist(ROLES),
  team: v.nullable(v.object({ id: v.string(), name: v.string() })),
  daily_credits: v.nullable(v.number()),
  monthly_credits: v.nullable(v.number()),
  used_today: v.number(),
  used_this_month: v.number(),
  created_at: timestamp,
  /** To some ten minutes. */
  last_seen_at: v.nullable(timestamp),
  /** Tokens that open the door now. */
  keys: v.number(),
})
export type AdminPerson = v.InferOutput<typeof adminPerson>

export const PEOPLE_AT_ONCE = 50
/** `GET people?q=&team=&from=`: by name, `PEOPLE_AT_ONCE` at a time. */
export const peoplePage = v.object({
  people: v.array(adminPerson),
  from: v.number(),
  found: v.number(),
  /** Limit by day of a new person, unless another is named: `DAILY_CREDITS`. */
  new_daily_credits: v.nullable(v.number()),
})
export type PeoplePage = v.InferOutput<typeof peoplePage>

const adminKey = v.object({
  id: v.string(),
  name: v.string(),
  state: v.picklist(['active', 'expired', 'revoked']),
  created_at: timestamp,
  expires_at: v.nullable(timestamp),
  last_seen_at: v.nullable(timestamp),
})
export type AdminKey = v.InferOutput<typeof adminKey>

/** `GET people/{id}` */
export const personDetails = v.object({ person: adminPerson, keys: v.array(adminKey) })

/** Body of `POST people`. `daily_credits` left out: as the relay's settings say. */
export const createPersonBody = v.strictObject({
  name: givenName,
  daily_credits: v.optional(limit),
})
/** Body of `PATCH people/{id}`. */
export const changePersonBody = v.strictObject({
  role: v.optional(v.picklist(ROLES, `must be one of ${ROLES.join(', ')}`)),
  daily_credits: v.optional(limit),
  monthly_credits: v.optional(limit),
  team_id: v.optional(v.nullable(id)),
})
/** Body of `POST people/{id}/keys` and of `POST keys/{id}/rotate`; days from now, null: without an end. */
export const createKeyBody = v.strictObject({
  name: v.optional(givenName),
  expires_days: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650)))),
})
/** Shown once: the relay keeps a hash. */
export const newKey = v.object({ person_id: v.string(), key_id: v.string(), token: v.string() })

const adminTeam = v.object({
  id: v.string(),
  name: v.string(),
  people: v.number(),
  monthly_credits: v.nullable(v.number()),
  used_this_month: v.number(),
})
export type AdminTeam = v.InferOutput<typeof adminTeam>
export const teamList = v.object({ teams: v.array(adminTeam) })
export const createTeamBody = v.strictObject({ name: givenName, monthly_credits: limit })
export const changeTeamBody = v.strictObject({ monthly_credits: limit })

export const REPORT_GROUPINGS = ['person', 'team', 'document', 'day'] as const
export type ReportGrouping = (typeof REPORT_GROUPINGS)[number]
export const reportMonth = v.pipe(
  v.string(),
  v.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a year and a month, like 2026-11'),
)
/** `GET report?month=&by=`; `report.csv` gives the same lines as `report --format csv`. */
export const report = v.object({
  month: v.string(),
  by: v.picklist(REPORT_GROUPINGS),
  lines: v.array(v.object({ name: v.string(), images: v.number(), credits: v.number(), failed: v.number() })),
})
export type Report = v.InferOutput<typeof report>

/** `GET health` */
export const health = v.object({
  database: v.object({ kind: v.picklist(['sqlite', 'postgres']), is_fine: v.boolean(), ms: v.number() }),
  /** Credits of the Rivya account; null when it can't be asked. */
  balance: v.nullable(v.number()),
  queue,
  /** What the alerts of docs/self-hosting.md watch, as seen from this relay. */
  watched: v.array(v.object({ name: v.string(), is_raised: v.nullable(v.boolean()), says: v.string() })),
})
export type Health = v.InferOutput<typeof health>

/** `GET work`: what `generation list` shows. */
export const workList = v.object({
  generations: v.array(
    v.object({
      id: v.string(),
      state: v.string(),
      person: v.string(),
      accepted_at: timestamp,
      has_place: v.boolean(),
      is_delayed: v.boolean(),
      credits: v.number(),
    }),
  ),
  /** There may be more than are listed. */
  is_cut: v.boolean(),
})
export type WorkList = v.InferOutput<typeof workList>
/** What an order has come to, in the words of the command. */
export const orderDone = v.object({ says: v.string() })

const adminLook = v.object({
  id: v.string(),
  name: v.string(),
  version: v.number(),
  /** Null: for everyone at this relay. */
  team: v.nullable(v.string()),
  owner: v.string(),
  /** How many. */
  references: v.number(),
  colours: v.number(),
  updated_at: timestamp,
})
export type AdminLook = v.InferOutput<typeof adminLook>
export const lookList = v.object({ looks: v.array(adminLook) })

/** Body of `PUT alert`; null: none. */
export const balanceAlertBody = v.strictObject({
  alert: v.nullable(
    v.strictObject({
      credits: v.pipe(
        v.number(),
        v.integer('must be a whole number'),
        v.minValue(1),
        v.maxValue(999_999_999),
      ),
      /** Gets a POST with `{alert, balance, limit, text}`. */
      url: v.pipe(v.string(), v.maxLength(1000)),
    }),
  ),
})
/** `GET alert` */
export const balanceAlert = v.object({
  alert: v.nullable(
    v.object({
      credits: v.number(),
      url: v.string(),
      is_below: v.boolean(),
      told_at: v.nullable(timestamp),
      /** Why the last attempt to tell it was not taken. */
      fault: v.nullable(v.string()),
    }),
  ),
})
export type BalanceAlert = v.InferOutput<typeof balanceAlert>
