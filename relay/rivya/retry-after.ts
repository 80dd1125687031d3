/** A longer wish is cut to this: a broken clock upstream must not silence a paid task for a day. */
const MAX_RETRY_AFTER_MS = 15 * 60_000

/**
 * Milliseconds to wait from `Retry-After`, which holds seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @param header the header's value, null when there is none
 * @param nowMs the time a date is compared with, in milliseconds since 1970
 * @returns 0 to 15 minutes; null when there is nothing readable
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.length > 64) return null
  const text = header.trim()
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseHttpDate(text) - nowMs
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, Math.ceil(waitMs)), MAX_RETRY_AFTER_MS)
}

/** `Date.parse` alone would also read "-5" and "2.5s" as dates; every HTTP date begins with a weekday. */
function parseHttpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN
}
