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
