/**
 * What follows from each outcome on the way to a paid task. The one rule above all: an attempt that may have arrived
 * is followed by the same bytes under the same key, within the time Rivya can be trusted to remember the key, or by
 * nothing.
 */
import type { RelayFailureCode } from '../../../contract/failures.ts'
import type { CreateOutcome, NotNow, Refused, RivyaTask } from '../../rivya/outcomes.ts'
import { decideLook, type LookDecision } from './decide-look.ts'
import { pauseMs } from './retry-pause.ts'
import { endUnknown, failWith, type Moment, type WorkChange, type WorkState } from './state.ts'

/** How long after the first doubtful attempt the same key is believed to find the same task. */
export const REPLAY_WINDOW_MS = 10 * 60_000
/** More than clocks differ. A mark that lies further ahead says that ours was set back, and not since when it stands. */
const MAX_CLOCK_ERROR_MS = 60_000
/** How long something that certainly cost nothing is tried before it is given up. */
export const GIVE_UP_FREE_MS = 60 * 60_000
/** Links of uploads are used at most this long, since Rivya does not say how long they live. */
export const REFERENCE_LINK_MS = 10 * 60_000

const UNREACHABLE = 'Rivya could not be reached for an hour. Nothing was charged.'

/** After the references could not be handed to Rivya, which is free. */
export function decideAfterUploads(state: WorkState, outcome: Refused | NotNow, moment: Moment): WorkChange {
  if (outcome.kind === 'refused') return failWith(outcome.code, outcome.message, 0)
  return tryFreeStepAgain(state, outcome, moment)
}

type BeforeAttempt =
  /** No body yet, or its links are old and nothing has been sent: make a new one under a new key. */
  { kind: 'prepare' } | { kind: 'send' } | { kind: 'end'; change: WorkChange }

export function decideBeforeAttempt(state: WorkState, now: number): BeforeAttempt {
  if (state.doubt_since !== null) {
    const doubtMs = now - state.doubt_since
    const isTooLate = doubtMs >= REPLAY_WINDOW_MS || doubtMs < -MAX_CLOCK_ERROR_MS
    // Without its body (the person has deleted the generation) it can't be sent again.
    if (isTooLate || state.deleted_at !== null || state.upstream_body === null) {
      return { kind: 'end', change: endUnknown() }
    }
    return { kind: 'send' }
  }
  if (state.deleted_at !== null) {
    return { kind: 'end', change: failWith('not_found', 'Deleted before it was sent.', 0) }
  }
  const areLinksOld = now - (state.upstream_body_at ?? 0) >= REFERENCE_LINK_MS
  return { kind: state.upstream_body === null || areLinksOld ? 'prepare' : 'send' }
}

/**
 * @param state as it was before this attempt: `doubt_since` is null if no earlier one may have arrived
 * @param attemptAt when the attempt began, which may be minutes before its end
 */
export function decideAfterAttempt(
  state: WorkState,
  outcome: CreateOutcome,
  moment: Moment,
  attemptAt: number,
): LookDecision {
  const doubtSince = state.doubt_since
  switch (outcome.kind) {
    case 'created':
      return acceptTask(state, outcome.task, moment)
    case 'in-doubt':
      return { change: sendAgainInWindow(state, doubtSince ?? attemptAt, outcome.retryAfterMs, moment) }
    case 'not-now':
      if (doubtSince === null)
        return { change: { ...tryFreeStepAgain(state, outcome, moment), doubt_since: null } }
      return { change: sendAgainInWindow(state, doubtSince, outcome.retryAfterMs, moment) }
    case 'refused':
      if (isCertain(state, outcome)) {
        return { change: { ...failWith(outcome.code, outcome.message, 0), doubt_since: null } }
      }
      return { change: sendAgainInWindow(state, doubtSince ?? attemptAt, null, moment) }
  }
}

/** Of what these say, a link that Rivya no longer knows may be the reason; which code it has for that is not documented. */
const MAY_BE_OF_LINKS: readonly RelayFailureCode[] = ['validation_failed', 'upstream_unavailable']

/**
 * Whether a refused request is worth new links, under a new key: only when no attempt at all may have arrived. Rivya does
 * not say how long a link lives, and one of an upload that went ahead is minutes old where the request would have come
 * right after the upload.
 *
 * @param state as it was before this attempt
 * @param freshSince links that were made since then are new
 */
export function isWorthNewLinks(
  state: Pick<WorkState, 'doubt_since' | 'reference_count' | 'upstream_body_at'>,
  outcome: CreateOutcome,
  freshSince: number,
): boolean {
  if (state.doubt_since !== null || state.reference_count === 0) return false
  const areOld = (state.upstream_body_at ?? 0) < freshSince
  return areOld && outcome.kind === 'refused' && MAY_BE_OF_LINKS.includes(outcome.code)
}

/**
 * After a doubtful attempt only a refusal of the bytes themselves is certain: they would have been refused then, too. Any
 * other may have come because the first attempt is at work under this key or took the last credits, and one of bytes that
 * name links because a link has ended since.
 */
function isCertain({ doubt_since, reference_count }: WorkState, { code }: Refused): boolean {
  return doubt_since === null || (code === 'validation_failed' && reference_count === 0)
}

function acceptTask(state: WorkState, task: RivyaTask, moment: Moment): LookDecision {
  const reserved = task.reservedCredits ?? state.credits_reserved
  const accepted = {
    credits_reserved: reserved,
    credits_counted: reserved,
    upstream_task_id: task.id,
    upstream_body: null,
    doubt_since: null,
    submitted_at: moment.now,
    setbacks: 0,
    trouble_since: null,
    dead_ends: 0,
    looks: 0,
    last_look_at: null,
  }
  const decision = decideLook({ ...state, ...accepted }, { kind: 'task', task }, moment)
  // The answer to the paid call is no look of the schedule.
  const change = { ...accepted, ...decision.change, looks: 0, last_look_at: null }
  return { ...decision, change }
}

function tryFreeStepAgain(state: WorkState, outcome: NotNow, { now, random }: Moment): WorkChange {
  const troubleSince = state.trouble_since ?? now
  if (now - troubleSince >= GIVE_UP_FREE_MS) return failWith('upstream_unavailable', UNREACHABLE, 0)
  const setbacks = state.setbacks + 1
  return {
    setbacks,
    trouble_since: troubleSince,
    next_step_at: now + pauseMs(setbacks, random, outcome.retryAfterMs),
  }
}

function sendAgainInWindow(
  state: WorkState,
  doubtSince: number,
  retryAfterMs: number | null,
  { now, random }: Moment,
): WorkChange {
  const setbacks = state.setbacks + 1
  const next = now + pauseMs(setbacks, random, retryAfterMs)
  // Not later than the end of the window, when it is decided that nothing is known.
  return { doubt_since: doubtSince, setbacks, next_step_at: Math.min(next, doubtSince + REPLAY_WINDOW_MS) }
}
