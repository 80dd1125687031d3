/** What the relay's work goes by, beside the generations. */
import type { Selectable } from 'kysely'
import type { Resolution } from '../../../contract/model.ts'
import type { Flag } from './flag.ts'

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

/** Requests counted for a key (a token, an address) in a window of a minute. */
export type RequestCountTable = { key: string; window_at: number; requests: number }

/** `paused`: no paid call leaves. `removal` of a person: see `remove-person.ts`; the others: see `trust-clock.ts`. */
export type MarkName = 'paused' | `removal ${string}` | 'clock-trusted' | 'clock-doubted'

export type MarkTable = { name: MarkName; at: number }

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

export type BalanceAlertRow = Selectable<BalanceAlertTable>
