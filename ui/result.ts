import type { Failure } from '../contract/failures.ts'

/** What an outside call came to: failures are values, so that no caller can forget them. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export function succeeded<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function refused<T = never>(failure: Failure): Result<T> {
  return { ok: false, failure }
}
