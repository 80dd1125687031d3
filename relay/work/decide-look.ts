/** What follows from a look at a task. No clock ever declares a paid task dead; only Rivya's own word ends one. */
import type { LookOutcome, RivyaTask } from '../rivya/outcomes.ts'
import { failureOfTask } from '../rivya/refusals.ts'
import { pauseMs } from './pause.ts'
import {
  endSucceeded,
  endUnknown,
  failWith,
  laterStatus,
  type Moment,
  type WorkChange,
  type WorkState,
} from './state.ts'

export type LookDecision = {
  change: WorkChange
  /** Its images are to be fetched now. */
  finished?: RivyaTask
}

/**
 * What a paid task would be lost by is believed after so many answers in a row over at least this time: a replica may lag
 * and a link be late, but Rivya's word is final some time, and somebody waits to hear it.
 */
export const MIN_DEAD_ENDS = 5
export const MIN_DEAD_END_MS = 60_000
/** A task that takes longer no longer keeps others from Rivya: it may be stuck there for ever. */
export const SLOW_TASK_MS = 10 * 60_000

export const PAID_BUT_UNREADABLE =
  'The image was made and paid, but it could not be read from its link at Rivya. Its history there may still show it.'

export function decideLook(state: WorkState, outcome: LookOutcome, moment: Moment): LookDecision {
  const looked = { looks: state.looks + 1, last_look_at: moment.now }
  switch (outcome.kind) {
    case 'not-now': {
      // In `downloading` setbacks count failed downloads, and a look that fails says nothing about those.
      const setbacks = state.status === 'downloading' ? state.setbacks : state.setbacks + 1
      const pause = pauseMs(setbacks, moment.random, outcome.retryAfterMs)
      return {
        change: { ...looked, setbacks, next_step_at: Math.max(moment.now + pause, moment.nextLookAt) },
      }
    }
    case 'missing':
      return { change: { ...looked, ...decideMissing(state, moment) } }
    case 'task': {
      const decision = decideTask(state, outcome.task, moment)
      return { ...decision, change: { ...looked, ...decision.change } }
    }
  }
}

function decideMissing(state: WorkState, moment: Moment): WorkChange {
  if (!isBelieved(state, moment)) return lookAgain(state, moment)
  if (state.status !== 'downloading') return endUnknown()
  return failWith('upstream_unavailable', PAID_BUT_UNREADABLE, state.credits_counted)
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
        const arrived =
          state.status === 'downloading' ? {} : { setbacks: 0, trouble_since: null, dead_ends: 0 }
        return { change: { ...arrived, ...price, status: 'downloading', has_slot: 0 }, finished: task }
      }
      if (!isBelieved(state, moment)) return { change: { ...lookAgain(state, moment), has_slot: 0 } }
      return { change: { ...failWith('generation_failed', NO_LINKS, counted), ...price } }
    }
  }
}

const NO_LINKS = 'Rivya says that the image is done but gives no link to it.'

function keepWatching(state: WorkState, status: 'queued' | 'processing', moment: Moment): WorkChange {
  // It had succeeded, and now it has not: there is no link, and no schedule either, so the pauses grow with the looks.
  if (state.status === 'downloading')
    return { next_step_at: moment.now + pauseMs(state.looks + 1, moment.random) }
  const isSlow = state.submitted_at !== null && moment.now - state.submitted_at >= SLOW_TASK_MS
  return {
    status: laterStatus(state.status, status),
    next_step_at: moment.nextLookAt,
    setbacks: 0,
    trouble_since: null,
    dead_ends: 0,
    ...(isSlow ? { has_slot: 0 } : {}),
  }
}

function isBelieved(state: WorkState, { now }: Moment): boolean {
  return state.dead_ends + 1 >= MIN_DEAD_ENDS && now - (state.trouble_since ?? now) >= MIN_DEAD_END_MS
}

function lookAgain(state: WorkState, moment: Moment): WorkChange {
  const deadEnds = state.dead_ends + 1
  const pause = pauseMs(deadEnds, moment.random)
  return {
    dead_ends: deadEnds,
    trouble_since: state.trouble_since ?? moment.now,
    next_step_at: Math.max(moment.now + pause, moment.nextLookAt),
  }
}
