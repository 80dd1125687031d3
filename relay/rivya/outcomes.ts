/**
 * What a call to Rivya can come to. The difference that matters is whether a paid task may exist: it decides between
 * "send again whenever you like", "send the same bytes under the same key" and "never again".
 */
import type { RelayFailureCode } from '../../contract/failures.ts'
import type { ImageHeader } from '../../contract/image-header.ts'

/** Rivya's task with everything optional made explicit. `urls` is empty when there is no result (yet). */
export type RivyaTask = {
  /** As the answer names it; where it names none, the one that was asked for. */
  id: string
  status: 'queued' | 'processing' | 'succeeded' | 'failed'
  reservedCredits: number | null
  finalCredits: number | null
  urls: string[]
  /** Of a failed task; may be null even then. */
  error: { code: string; message: string } | null
  /** Milliseconds from creation to last update by Rivya's clock, where it names both. Of what it is the time is not known. */
  saidMs?: number
}

/**
 * Final and certain. `message` is fit for a person: Rivya's own words or ours, never a body or a status. `reason` is
 * for the log: status, Rivya's code and its request id.
 */
export type Refused = { kind: 'refused'; code: RelayFailureCode; message: string; reason?: string }
/** Certain that nothing happened; may be tried again, not before `retryAfterMs` if it is given. */
export type NotNow = { kind: 'not-now'; reason: string; retryAfterMs: number | null }

export type CreateOutcome =
  | { kind: 'created'; task: RivyaTask }
  | Refused
  | NotNow
  /** Cut off, timed out, 5xx, or a 2xx without a readable task: a task may exist. Same key, same bytes, or never. */
  | { kind: 'in-doubt'; reason: string; retryAfterMs: number | null }

export type LookOutcome = { kind: 'task'; task: RivyaTask } | { kind: 'missing' } | NotNow

export type UploadOutcome = { kind: 'uploaded'; url: string } | Refused | NotNow

export type DownloadOutcome =
  | { kind: 'downloaded'; bytes: Uint8Array; header: ImageHeader }
  /** An image by its beginning whose end is missing. To be tried again, and better than nothing if that does not help. */
  | { kind: 'cut-short'; bytes: Uint8Array; header: ImageHeader; reason: string }
  /**
   * The address, size or content is not allowed; another try at the same link changes nothing. `holds` says for a person
   * what is there, where it may be their image all the same.
   */
  | { kind: 'rejected'; reason: string; holds?: string }
  /** The link answered an error (403 and 404 included) or broke off; a fresh link or a later try may do. */
  | NotNow
