/** What is paid and can not be read at the moment: for how long it is tried, and what is said in the end. */
import { patientPauseMs } from './retry-pause.ts'
import { endUnknown, failWith, type Moment, type WorkChange, type WorkState } from './state.ts'

/**
 * So long a paid task is asked for that Rivya does not know, and a link fetched that is no good: a key of another account,
 * a replica that lags, a store or a network in trouble are mended within days. Afterwards it is on demand.
 */
export const GIVE_UP_PAID_MS = 7 * 24 * 60 * 60_000

const PAID_BUT_UNREADABLE =
  'The image was made and paid, but for seven days it could not be read from its link at Rivya.'

/** After one more time. `state.trouble_since` null: it is the first. */
export function decideTrouble(
  state: WorkState,
  { now, random }: Moment,
  retryAfterMs: number | null = null,
): WorkChange {
  const troubleSince = state.trouble_since ?? now
  const troubleMs = now - troubleSince
  if (troubleMs >= GIVE_UP_PAID_MS) return giveUp(state)
  const setbacks = state.setbacks + 1
  return {
    setbacks,
    trouble_since: troubleSince,
    next_step_at: now + patientPauseMs(setbacks, troubleMs, random, retryAfterMs),
  }
}

function giveUp(state: WorkState): WorkChange {
  return state.status === 'downloading'
    ? failWith('upstream_unavailable', PAID_BUT_UNREADABLE, state.credits_counted)
    : endUnknown()
}
