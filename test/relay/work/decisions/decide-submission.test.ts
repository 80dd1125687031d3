import { describe, expect, it } from 'vitest'
import type { RelayFailureCode } from '../../../../contract/failures.ts'
import type { CreateOutcome, RivyaTask } from '../../../../relay/rivya/outcomes.ts'
import {
  decideAfterAttempt,
  decideAfterUploads,
  decideBeforeAttempt,
  GIVE_UP_FREE_MS,
  isWorthNewLinks,
  REFERENCE_LINK_MS,
  REPLAY_WINDOW_MS,
} from '../../../../relay/work/decisions/decide-submission.ts'
import type { Moment, WorkState } from '../../../../relay/work/decisions/state.ts'
import { makeState, momentAt, NOW } from '../../support/work-state.ts'

const task: RivyaTask = {
  id: 'task_1',
  status: 'queued',
  reservedCredits: 8,
  finalCredits: 0,
  urls: [],
  error: null,
}
const afterAttempt = (state: WorkState, outcome: CreateOutcome, moment: Moment, attemptAt = moment.now) =>
  decideAfterAttempt(state, outcome, moment, attemptAt)
const inDoubt: CreateOutcome = { kind: 'in-doubt', reason: 'cut', retryAfterMs: null }
const notNow: CreateOutcome = { kind: 'not-now', reason: '429', retryAfterMs: null }
const refused = (code: RelayFailureCode): CreateOutcome => ({
  kind: 'refused',
  code,
  message: 'No.',
})

describe('before an attempt', () => {
  const stored = { status: 'submitting', upstream_body: '{}', upstream_body_at: NOW } as const

  it('the body is made first', () => {
    expect(decideBeforeAttempt(makeState({ status: 'accepted' }), NOW)).toEqual({ kind: 'prepare' })
  })

  it('the stored body is sent while its links are young', () => {
    const state = makeState(stored)
    expect(decideBeforeAttempt(state, NOW + REFERENCE_LINK_MS - 1)).toEqual({ kind: 'send' })
    expect(decideBeforeAttempt(state, NOW + REFERENCE_LINK_MS)).toEqual({ kind: 'prepare' })
  })

  it('a body that may have arrived is never made anew, however old its links are', () => {
    const state = makeState({ ...stored, upstream_body_at: 0, doubt_since: NOW })
    expect(decideBeforeAttempt(state, NOW + 1000)).toEqual({ kind: 'send' })
  })

  it('what may have arrived is sent again within ten minutes and then never', () => {
    const state = makeState({ ...stored, doubt_since: NOW })
    expect(decideBeforeAttempt(state, NOW + REPLAY_WINDOW_MS - 1)).toEqual({ kind: 'send' })
    const end = decideBeforeAttempt(state, NOW + REPLAY_WINDOW_MS)
    expect(end).toMatchObject({ kind: 'end', change: { status: 'unknown', next_step_at: null, has_slot: 0 } })
    expect(end).not.toHaveProperty('change.credits_counted')
  })

  it('what may have been sent at a moment that is still to come is not sent again', () => {
    const state = makeState({ status: 'submitting', upstream_body: '{}', doubt_since: NOW })
    // Clocks differ by seconds; an hour ahead says that this one was set back, and the window may be over.
    expect(decideBeforeAttempt(state, NOW - 5000).kind).toBe('send')
    expect(decideBeforeAttempt(state, NOW - 60 * 60_000)).toMatchObject({
      kind: 'end',
      change: { status: 'unknown' },
    })
  })

  it('what was deleted is not sent again, and unknown if it may have arrived', () => {
    const deleted = { status: 'submitting', upstream_body: null, deleted_at: NOW } as const
    expect(decideBeforeAttempt(makeState({ ...deleted, doubt_since: NOW }), NOW)).toMatchObject({
      change: { status: 'unknown' },
    })
    expect(decideBeforeAttempt(makeState(deleted), NOW)).toMatchObject({
      change: { status: 'failed', credits_counted: 0 },
    })
  })
})

describe('after an attempt', () => {
  it('a task is watched from then on, with the price that Rivya named', () => {
    const state = makeState({
      status: 'submitting',
      setbacks: 3,
      doubt_since: NOW - 5000,
      upstream_body: '{}',
    })
    const { change } = afterAttempt(
      state,
      { kind: 'created', task },
      momentAt(NOW, { nextLookAt: NOW + 2500 }),
    )
    expect(change).toMatchObject({
      status: 'queued',
      upstream_task_id: 'task_1',
      submitted_at: NOW,
      credits_reserved: 8,
      credits_counted: 8,
      upstream_body: null,
      doubt_since: null,
      setbacks: 0,
      next_step_at: NOW + 2500,
    })
  })

  it('a task without a price keeps the estimate', () => {
    const created: CreateOutcome = { kind: 'created', task: { ...task, reservedCredits: null } }
    const { change } = afterAttempt(makeState({ status: 'submitting' }), created, momentAt(NOW))
    expect(change).toMatchObject({ credits_reserved: 5, credits_counted: 5 })
  })

  it('a task that is already done is downloaded at once', () => {
    const done: RivyaTask = {
      ...task,
      status: 'succeeded',
      finalCredits: 8,
      urls: ['https://example.test/1.png'],
    }
    const { change, finished } = afterAttempt(
      makeState({ status: 'submitting' }),
      { kind: 'created', task: done },
      momentAt(NOW),
    )
    expect(finished).toBe(done)
    expect(change).toMatchObject({ status: 'downloading', credits_final: 8, has_slot: 0 })
  })

  it('a task that has already failed, as with too few credits, frees what was reserved', () => {
    const failed: RivyaTask = {
      ...task,
      status: 'failed',
      error: { code: 'insufficient_credits', message: 'Too few.' },
    }
    const { change } = afterAttempt(
      makeState({ status: 'submitting' }),
      { kind: 'created', task: failed },
      momentAt(NOW),
    )
    expect(change).toMatchObject({
      status: 'failed',
      failure_code: 'insufficient_credits',
      credits_final: 0,
      credits_counted: 0,
      upstream_task_id: 'task_1',
    })
  })

  it('a refusal is final and frees what was reserved', () => {
    const { change } = afterAttempt(
      makeState({ status: 'submitting' }),
      refused('insufficient_credits'),
      momentAt(NOW),
    )
    expect(change).toMatchObject({
      status: 'failed',
      failure_code: 'insufficient_credits',
      failure_message: 'No.',
      credits_counted: 0,
      next_step_at: null,
    })
  })

  it.each(['insufficient_credits', 'idempotency_conflict'] as const)(
    '%s after a doubtful attempt proves nothing, so it is asked again in the window',
    (code) => {
      const state = makeState({ status: 'submitting', doubt_since: NOW - 60_000, setbacks: 2 })
      const { change } = afterAttempt(state, refused(code), momentAt(NOW))
      expect(change).toEqual({ doubt_since: NOW - 60_000, setbacks: 3, next_step_at: NOW + 8000 })
    },
  )

  it('a refusal of the bytes themselves is certain also after a doubtful attempt', () => {
    const state = makeState({ status: 'submitting', doubt_since: NOW - 60_000 })
    const { change } = afterAttempt(state, refused('validation_failed'), momentAt(NOW))
    expect(change).toMatchObject({ status: 'failed', credits_counted: 0 })
  })

  it('but not one of bytes that name links, of which one may have ended since', () => {
    const state = makeState({ status: 'submitting', doubt_since: NOW - 60_000, reference_count: 1 })
    const { change } = afterAttempt(state, refused('validation_failed'), momentAt(NOW))
    expect(change).toMatchObject({ doubt_since: NOW - 60_000, next_step_at: expect.any(Number) })
    expect(change.status).toBeUndefined()
  })

  it('the doubt counts from the first doubtful attempt, not from the last', () => {
    const first = afterAttempt(makeState({ status: 'submitting' }), inDoubt, momentAt(NOW))
    expect(first.change).toEqual({ doubt_since: NOW, setbacks: 1, next_step_at: NOW + 2000 })
    const later = makeState({ status: 'submitting', doubt_since: NOW, setbacks: 1 })
    expect(afterAttempt(later, inDoubt, momentAt(NOW + 30_000)).change).toMatchObject({
      doubt_since: NOW,
    })
  })

  it('the doubt begins when the attempt began, not when it was given up', () => {
    const { change } = afterAttempt(makeState({ status: 'submitting' }), inDoubt, momentAt(NOW), NOW - 60_000)
    expect(change.doubt_since).toBe(NOW - 60_000)
  })

  it('"not now" after a doubtful attempt keeps the doubt', () => {
    const state = makeState({ status: 'submitting', doubt_since: NOW - 60_000 })
    expect(afterAttempt(state, notNow, momentAt(NOW)).change).toMatchObject({
      doubt_since: NOW - 60_000,
    })
  })

  it('"not now" without doubt takes back the mark of the attempt, so that the window does not run', () => {
    const { change } = afterAttempt(makeState({ status: 'submitting' }), notNow, momentAt(NOW))
    expect(change).toEqual({ doubt_since: null, setbacks: 1, trouble_since: NOW, next_step_at: NOW + 2000 })
  })

  it('the next attempt in doubt is not later than the end of the window', () => {
    const state = makeState({ status: 'submitting', doubt_since: NOW - REPLAY_WINDOW_MS + 5000, setbacks: 9 })
    expect(afterAttempt(state, inDoubt, momentAt(NOW)).change.next_step_at).toBe(NOW + 5000)
  })

  it.each([
    ['in doubt', { ...inDoubt, retryAfterMs: 90_000 }],
    ['not now', { ...notNow, retryAfterMs: 90_000 }],
  ] as const)('%s waits at least as long as Rivya asks', (_, outcome) => {
    const { change } = afterAttempt(makeState({ status: 'submitting' }), outcome, momentAt(NOW))
    expect(change.next_step_at).toBe(NOW + 90_000)
  })
})

describe('a refusal', () => {
  const old = { doubt_since: null, upstream_body_at: NOW - 1, reference_count: 1 }
  const doubtful = { ...old, doubt_since: NOW - 1 }
  const gone: CreateOutcome = { kind: 'refused', code: 'upstream_unavailable', message: 'Gone.' }
  it.each([
    ['of links that are older than the step', old, refused('validation_failed'), true],
    ['that says something is gone', old, gone, true],
    ['of new links', { ...old, upstream_body_at: NOW }, refused('validation_failed'), false],
    ['for credits', old, refused('insufficient_credits'), false],
    ['of the bytes after a doubtful attempt', doubtful, refused('validation_failed'), false],
    ['of something else after a doubtful attempt', doubtful, gone, false],
    ['that may come from a generation', old, refused('generation_failed'), false],
    ['without references', { ...old, reference_count: 0 }, refused('validation_failed'), false],
    ['that is none', old, inDoubt, false],
  ] as const)('%s (is it worth new links?)', (_, state, outcome, isWorth) => {
    expect(isWorthNewLinks(state, outcome, NOW)).toBe(isWorth)
  })
})

describe('what certainly cost nothing', () => {
  it('is tried for an hour, over the replay window too, and then fails without a charge', () => {
    const trouble = makeState({ status: 'submitting', trouble_since: NOW, setbacks: 20 })
    const still = afterAttempt(trouble, notNow, momentAt(NOW + GIVE_UP_FREE_MS - 1))
    expect(still.change).toMatchObject({ setbacks: 21, trouble_since: NOW })
    const end = afterAttempt(trouble, notNow, momentAt(NOW + GIVE_UP_FREE_MS))
    expect(end.change).toMatchObject({
      status: 'failed',
      failure_code: 'upstream_unavailable',
      credits_counted: 0,
    })
  })

  it('holds for the references, too', () => {
    const reason = { kind: 'not-now', reason: '503', retryAfterMs: null } as const
    expect(decideAfterUploads(makeState({ status: 'accepted' }), reason, momentAt(NOW))).toEqual({
      setbacks: 1,
      trouble_since: NOW,
      next_step_at: NOW + 2000,
    })
    const no = { kind: 'refused', code: 'unsupported_media_type', message: 'No PNG.' } as const
    expect(decideAfterUploads(makeState({ status: 'accepted' }), no, momentAt(NOW))).toMatchObject({
      status: 'failed',
      failure_code: 'unsupported_media_type',
      credits_counted: 0,
    })
  })
})
