const FIRST_PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 60_000

/**
 * Milliseconds to wait before trying again: 2 s, 4 s, 8 s, … up to a minute, each up to a quarter longer by chance so
 * that many who failed together don't come back together.
 *
 * @param setbacks failures in a row, this one included
 * @param random 0 to 1
 * @param retryAfterMs what the other side asked for: a lower bound
 */
export function pauseMs(setbacks: number, random: number, retryAfterMs: number | null = null): number {
  const grown = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, setbacks - 1), LONGEST_PAUSE_MS)
  return Math.round(Math.max(grown * (1 + random / 4), retryAfterMs ?? 0))
}

const LONGEST_PATIENT_PAUSE_MS = 60 * 60_000

/**
 * The same for what is worth days of trying: in time no pause is shorter than a tenth of the trouble, up to an hour.
 *
 * @param troubleMs since the first of these setbacks
 */
export function patientPauseMs(
  setbacks: number,
  troubleMs: number,
  random: number,
  retryAfterMs: number | null = null,
): number {
  const rare = Math.min(troubleMs / 10, LONGEST_PATIENT_PAUSE_MS)
  return Math.round(Math.max(pauseMs(setbacks, random, retryAfterMs), rare))
}
