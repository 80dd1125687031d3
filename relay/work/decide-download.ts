/** What follows from an attempt to fetch the images of a finished, paid task. */
import type { DownloadOutcome } from '../rivya/outcomes.ts'
import { PAID_BUT_UNREADABLE } from './decide-look.ts'
import { pauseMs } from './pause.ts'
import { endSucceeded, failWith, type Moment, type WorkChange, type WorkState } from './state.ts'

/** A paid image is given up only after at least so many tries over at least this time. */
export const MIN_TRIES = 8
export const MIN_TRYING_MS = 10 * 60_000
/**
 * Sooner when the link held no whole and allowed image in so many tries in a row over at least this time: it may be a page
 * that asks to come back later, and somebody waits to hear how it ended.
 */
export const MIN_REJECTIONS = 4
export const MIN_REJECTING_MS = 30_000

export type DownloadProblem = Exclude<DownloadOutcome, { kind: 'downloaded' }>

/** @param problem null when every image has been fetched */
export function decideDownload(
  state: WorkState,
  problem: DownloadProblem | null,
  moment: Moment,
): WorkChange {
  if (problem === null) return endSucceeded()
  const { now, random } = moment
  const setbacks = state.setbacks + 1
  const troubleSince = state.trouble_since ?? now
  const rejections = problem.kind === 'not-now' ? 0 : state.dead_ends + 1
  const tryingMs = now - troubleSince
  const isGivenUp =
    (rejections >= MIN_REJECTIONS && tryingMs >= MIN_REJECTING_MS) ||
    (setbacks >= MIN_TRIES && tryingMs >= MIN_TRYING_MS)
  if (isGivenUp) return failWith('upstream_unavailable', PAID_BUT_UNREADABLE, state.credits_counted)
  const retryAfterMs = problem.kind === 'not-now' ? problem.retryAfterMs : null
  return {
    setbacks,
    trouble_since: troubleSince,
    dead_ends: rejections,
    next_step_at: now + pauseMs(setbacks, random, retryAfterMs),
  }
}
