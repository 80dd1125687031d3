/** What follows from an attempt to fetch the images of a finished, paid task. */
import type { DownloadOutcome } from '../../rivya/outcomes.ts'
import { decideTrouble } from './decide-trouble.ts'
import { endSucceeded, failWith, type Moment, type WorkChange, type WorkState } from './state.ts'

/**
 * An image that never comes whole, or some of several that come, are taken for all there is after so many tries over at
 * least this time: it may be the server that is slow, and somebody waits. So long it is tried, too, whether a file that
 * can't be used is replaced by one that can.
 */
export const MIN_PART_TRIES = 8
export const MIN_PART_MS = 10 * 60_000

export type DownloadProblem = Exclude<DownloadOutcome, { kind: 'downloaded' }> & { link?: string }

/**
 * @param problem null when every image has been fetched
 * @param hasPart whether something has come that is better than nothing
 */
export function decideDownload(
  state: WorkState,
  problem: DownloadProblem | null,
  hasPart: boolean,
  moment: Moment,
): WorkChange {
  if (problem === null) return endSucceeded()
  const tries = state.dead_ends + 1
  const tryingMs = moment.now - (state.trouble_since ?? moment.now)
  const isWorn = tries >= MIN_PART_TRIES && tryingMs >= MIN_PART_MS
  if (hasPart && isWorn) return endSucceeded()
  if (isWorn && problem.kind === 'rejected' && problem.holds !== undefined) {
    return failWith('upstream_unavailable', sayWhere(problem.holds, problem.link), state.credits_counted)
  }
  const retryAfterMs = problem.kind === 'not-now' ? problem.retryAfterMs : null
  return { dead_ends: tries, ...decideTrouble(state, moment, retryAfterMs) }
}

/** The link goes to the person whose image it is, who may have more use for it. */
function sayWhere(holds: string, link: string | undefined): string {
  const said = `The image was made and paid, but its link holds ${holds}, which can not be placed.`
  return link === undefined ? said : `${said} Open the link and save it: ${link}`
}
