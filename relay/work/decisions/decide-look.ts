/** What follows from a look at a task. No clock ever declares one dead that runs; only Rivya's own word ends it. */
import type { LookOutcome, RivyaTask } from '../../rivya/outcomes.ts'
import { failureOfTask } from '../../rivya/refusals.ts'
import { decideTrouble } from './decide-trouble.ts'
import { pauseMs } from './retry-pause.ts'
import { endSucceeded, failWith, laterStatus, type Moment, type WorkChange, type WorkState } from './state.ts'

export type LookDecision = {
  change: WorkChange
  /** Its images are to be fetched now. */
  finished?: RivyaTask
}

/** A task that takes longer no longer keeps others from Rivya: it may be stuck there for ever. */
export const SLOW_TASK_MS = 10 * 60_000

export function decideLook(state: WorkState, outcome: LookOutcome, moment: Moment): LookDecision {
  const looked = { looks: state.looks + 1, last_look_at: moment.now, ...givePlaceBack(state, moment) }
  switch (outcome.kind) {
    case 'not-now': {
      if (state.status === 'downloading') {
        return { change: { ...looked, ...decideTrouble(state, moment, outcome.retryAfterMs) } }
      }
      const setbacks = state.setbacks + 1
      const pause = pauseMs(setbacks, moment.random, outcome.retryAfterMs)
      return {
        change: { ...looked, setbacks, next_step_at: Math.max(moment.now + pause, moment.nextLookAt) },
      }
    }
    case 'missing':
      return { change: { ...looked, ...lookAgain(state, moment) } }
    case 'task': {
      const decision = decideTask(state, outcome.task, moment)
      return { ...decision, change: { ...looked, ...decision.change } }
    }
  }
}

/** However the look ended: where looks fail, nobody knows when the task does. */
function givePlaceBack({ submitted_at: submittedAt }: WorkState, { now }: Moment): WorkChange {
  return submittedAt !== null && now - submittedAt >= SLOW_TASK_MS ? { has_slot: 0 } : {}
}

function decideTask(state: WorkState, task: RivyaTask, moment: Moment): LookDecision {
  const counted = task.finalCredits ?? state.credits_counted
  switch (task.status) {
    case 'queued':
    case 'processing':
      return { change: keepWatching(state, task.status, moment) }
    case 'failed': {
      const { code, message } = failureOfTask(task.error)
      return { change: { ...failWith(code, message, counted), credits_final: task.finalCredits } }
    }
    case 'succeeded': {
      const price = { credits_final: task.finalCredits, credits_counted: counted }
      if (state.deleted_at !== null) return { change: { ...endSucceeded(), ...price } }
      if (task.urls.length > 0) {
        return { change: { ...arrive(state), ...price, status: 'downloading', has_slot: 0 }, finished: task }
      }
      // Done, and no link yet: from here on it is as one whose link is no good.
      const arrived: WorkState = {
        ...state,
        ...arrive(state),
        status: 'downloading',
        credits_counted: counted,
      }
      return { change: { status: 'downloading', ...price, ...lookAgain(arrived, moment), has_slot: 0 } }
    }
  }
}

/** The trouble that there was with looking is none with fetching. */
function arrive(state: WorkState): Pick<WorkState, 'setbacks' | 'trouble_since' | 'dead_ends'> {
  const { status, setbacks, trouble_since, dead_ends } = state
  if (status === 'downloading') return { setbacks, trouble_since, dead_ends }
  return { setbacks: 0, trouble_since: null, dead_ends: 0 }
}

function keepWatching(state: WorkState, status: 'queued' | 'processing', moment: Moment): WorkChange {
  // It had succeeded, and now it has not: there is no link, and no schedule either.
  if (state.status === 'downloading') return decideTrouble(state, moment)
  return {
    status: laterStatus(state.status, status),
    next_step_at: moment.nextLookAt,
    setbacks: 0,
    trouble_since: null,
    dead_ends: 0,
  }
}

function lookAgain(state: WorkState, moment: Moment): WorkChange {
  const change = decideTrouble(state, moment)
  if (change.next_step_at == null) return change
  return { ...change, next_step_at: Math.max(change.next_step_at, moment.nextLookAt) }
}
