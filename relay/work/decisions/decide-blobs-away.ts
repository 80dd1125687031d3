/** What follows when the place of the images can't be reached: the same step again, without an end. */
import { pauseMs } from './retry-pause.ts'
import type { Moment, WorkChange, WorkState } from './state.ts'

/** It is our own place that is in trouble, so nothing that counts how long Rivya has been goes on meanwhile. */
export function decideBlobsAway(
  state: WorkState,
  { now, random }: Moment,
  retryAfterMs: number | null,
): WorkChange {
  const setbacks = state.setbacks + 1
  return { setbacks, trouble_since: null, next_step_at: now + pauseMs(setbacks, random, retryAfterMs) }
}
