import type { Failure } from '../../contract/failures.ts'

type Decision =
  /** The token is not accepted any more: wait for another one. */
  { kind: 'reconnect' } | { kind: 'pause'; ms: number } | { kind: 'give-up' }

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
/** How often a fault inside the relay or behind it is tried again before the person is asked. */
const FAULT_ATTEMPTS = 4

/**
 * What follows after a call to the relay failed for the `attempt`th time (from 0). While the way to the relay is cut it
 * goes on for ever, since nothing is lost by it: reads may be repeated, and the paid call carries its own key.
 *
 * @param random from 0 to 1; spreads the panels that lost the same relay at once
 */
export function decideAfter(failure: Failure, attempt: number, random: number): Decision {
  switch (failure.code) {
    case 'unauthenticated':
      return { kind: 'reconnect' }
    case 'offline':
    case 'relay_unreachable':
    case 'rate_limited':
      return { kind: 'pause', ms: pauseMs(failure, attempt, random) }
    case 'internal':
    case 'upstream_unavailable':
      // Who says when to come back is there, and keeps what was asked for.
      if (attempt + 1 >= FAULT_ATTEMPTS && !failure.retryAfterMs) return { kind: 'give-up' }
      return { kind: 'pause', ms: pauseMs(failure, attempt, random) }
    default:
      return { kind: 'give-up' }
  }
}

/** Doubling, at least half of it kept, at most 15 s; `Retry-After` is a lower bound. */
function pauseMs({ retryAfterMs = 0 }: Failure, attempt: number, random: number): number {
  const growing = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10))
  return Math.max(retryAfterMs, growing * (0.5 + random / 2))
}
