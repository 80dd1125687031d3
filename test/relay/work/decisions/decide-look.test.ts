import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIVE_STATUSES } from '../../../../contract/relay-api.ts'
import type { LookOutcome, RivyaTask } from '../../../../relay/rivya/outcomes.ts'
import { decideLook, SLOW_TASK_MS } from '../../../../relay/work/decisions/decide-look.ts'
import { GIVE_UP_PAID_MS } from '../../../../relay/work/decisions/decide-trouble.ts'
import type { WorkState } from '../../../../relay/work/decisions/state.ts'
import { makeState, momentAt, NOW } from '../../support/work-state.ts'

const LINK = 'https://example.test/1.png'
const look = (changes: Partial<RivyaTask>): LookOutcome => ({
  kind: 'task',
  task: {
    id: 'task_1',
    status: 'processing',
    reservedCredits: 5,
    finalCredits: 0,
    urls: [],
    error: null,
    ...changes,
  },
})
const watched = makeState({ status: 'queued', submitted_at: NOW - 5000 })
const missing: LookOutcome = { kind: 'missing' }

/** Looks until it ends. @returns the end, how many looks it took and how long */
function lookToEnd(from: WorkState, outcome: LookOutcome) {
  let state = from
  let now = NOW
  for (let looks = 1; ; looks += 1) {
    const { change } = decideLook(state, outcome, momentAt(now))
    if (change.next_step_at === null) return { change, looks, tookMs: now - NOW }
    state = { ...state, ...change } as WorkState
    now = change.next_step_at ?? Number.NaN
  }
}

describe('a look at a task', () => {
  it('that runs is followed by the next one of the schedule', () => {
    const state = { ...watched, setbacks: 3, dead_ends: 2, looks: 1 }
    expect(decideLook(state, look({}), momentAt(NOW, { nextLookAt: NOW + 5000 })).change).toEqual({
      status: 'processing',
      next_step_at: NOW + 5000,
      setbacks: 0,
      trouble_since: null,
      dead_ends: 0,
      looks: 2,
      last_look_at: NOW,
    })
  })

  it('never takes the status back', () => {
    const state = { ...watched, status: 'processing' } as const
    expect(decideLook(state, look({ status: 'queued' }), momentAt(NOW)).change.status).toBe('processing')
  })

  it('that runs again after it had succeeded is looked at with growing pauses', () => {
    const pauses = [0, 1, 2, 50].map((setbacks) => {
      const state = { ...watched, status: 'downloading', setbacks } as const
      const { change } = decideLook(state, look({}), momentAt(NOW))
      expect(change).not.toHaveProperty('status')
      return (change.next_step_at ?? 0) - NOW
    })
    expect(pauses).toEqual([2000, 4000, 8000, 60_000])
  })

  const notNow: LookOutcome = { kind: 'not-now', reason: '503', retryAfterMs: null }

  it.each([
    ['runs', look({})],
    ['is not known', missing],
    ['can not be asked for', notNow],
  ])('frees its place at Rivya after ten minutes when it %s, and goes on for days', (_, outcome) => {
    const early = momentAt(NOW - 5000 + SLOW_TASK_MS - 1)
    expect(decideLook(watched, outcome, early).change).not.toHaveProperty('has_slot')
    const days = momentAt(NOW + 5 * 24 * 3_600_000)
    const { change } = decideLook(watched, outcome, days)
    expect(change).toMatchObject({ has_slot: 0, next_step_at: expect.any(Number) })
  })

  it('that has succeeded starts the download and settles the price', () => {
    const decision = decideLook(
      watched,
      look({ status: 'succeeded', finalCredits: 4, urls: [LINK] }),
      momentAt(NOW),
    )
    expect(decision.finished?.urls).toEqual([LINK])
    expect(decision.change).toMatchObject({
      status: 'downloading',
      credits_final: 4,
      credits_counted: 4,
      has_slot: 0,
    })
  })

  it('keeps what is counted when Rivya names no final price', () => {
    const outcome = look({ status: 'succeeded', finalCredits: null, urls: [LINK] })
    expect(decideLook(watched, outcome, momentAt(NOW)).change).toMatchObject({
      credits_final: null,
      credits_counted: 5,
    })
    const failed = look({ status: 'failed', finalCredits: null })
    expect(decideLook(watched, failed, momentAt(NOW)).change).toMatchObject({ credits_counted: 5 })
  })

  it.each([
    [{ code: 'generation_failed', message: 'The prompt was refused.' }, 'The prompt was refused.'],
    [null, 'The model made no image of this prompt.'],
  ])('that has failed with error %j says so', (error, failure_message) => {
    expect(decideLook(watched, look({ status: 'failed', error }), momentAt(NOW)).change).toMatchObject({
      status: 'failed',
      failure_code: 'generation_failed',
      failure_message,
      credits_final: 0,
      credits_counted: 0,
      next_step_at: null,
      expected_at: null,
    })
  })

  it('that has succeeded without links is looked at for seven days, in no place of others', () => {
    const outcome = look({ status: 'succeeded', finalCredits: 4 })
    expect(
      decideLook({ ...watched, setbacks: 7, trouble_since: 1 }, outcome, momentAt(NOW)).change,
    ).toMatchObject({
      status: 'downloading',
      next_step_at: NOW + 2000,
      has_slot: 0,
      credits_final: 4,
      trouble_since: NOW,
    })
    const { change, looks, tookMs } = lookToEnd(watched, outcome)
    expect(tookMs).toBeGreaterThanOrEqual(GIVE_UP_PAID_MS)
    expect(looks).toBeLessThan(300)
    expect(change).toMatchObject({
      status: 'failed',
      failure_code: 'upstream_unavailable',
      credits_final: 4,
      credits_counted: 4,
    })
  })

  it('that Rivya does not know for seven days on end is unknown, and its credits stay counted', () => {
    const { change, looks, tookMs } = lookToEnd(watched, missing)
    expect(tookMs).toBeGreaterThanOrEqual(GIVE_UP_PAID_MS)
    expect(tookMs).toBeLessThan(GIVE_UP_PAID_MS + 2 * 3_600_000)
    expect(looks).toBeLessThan(300)
    expect(change).toMatchObject({ status: 'unknown', next_step_at: null })
    expect(change).not.toHaveProperty('credits_counted')
  })

  it('that Rivya knows again in between begins anew', () => {
    const almost = { ...watched, setbacks: 50, trouble_since: NOW - GIVE_UP_PAID_MS }
    const { change } = decideLook(almost, look({}), momentAt(NOW))
    expect(change).toMatchObject({ setbacks: 0, trouble_since: null })
  })

  it('that is missing after it had succeeded was paid and says so', () => {
    const state = { ...watched, status: 'downloading' } as const
    expect(lookToEnd(state, missing).change).toMatchObject({
      status: 'failed',
      failure_code: 'upstream_unavailable',
      credits_counted: 5,
    })
  })

  it('that can not be made of a finished task counts towards the seven days', () => {
    const state = { ...watched, status: 'downloading' } as const
    const { change, tookMs } = lookToEnd(state, notNow)
    expect(tookMs).toBeGreaterThanOrEqual(GIVE_UP_PAID_MS)
    expect(change).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable' })
  })

  it('that can not be made waits longer each time, as long as Rivya asks, and never gives up', () => {
    expect(decideLook(watched, notNow, momentAt(NOW)).change).toMatchObject({
      setbacks: 1,
      next_step_at: NOW + 2000,
    })
    const long = { ...watched, setbacks: 500 }
    expect(decideLook(long, notNow, momentAt(NOW)).change).toMatchObject({ next_step_at: NOW + 60_000 })
    const asked: LookOutcome = { ...notNow, retryAfterMs: 300_000 }
    expect(decideLook(long, asked, momentAt(NOW)).change).toMatchObject({ next_step_at: NOW + 300_000 })
  })

  it('of a deleted generation settles the price and fetches nothing', () => {
    const state = { ...watched, deleted_at: NOW - 1000 }
    const decision = decideLook(
      state,
      look({ status: 'succeeded', finalCredits: 4, urls: [LINK] }),
      momentAt(NOW),
    )
    expect(decision.finished).toBeUndefined()
    expect(decision.change).toMatchObject({ status: 'succeeded', credits_counted: 4, next_step_at: null })
  })

  it('is never followed by another sooner than the schedule says, whatever it shows', () => {
    const outcome = fc.oneof(
      fc.constant(missing),
      fc.record({
        kind: fc.constant('not-now' as const),
        reason: fc.string(),
        retryAfterMs: fc.option(fc.nat()),
      }),
      fc
        .record({
          status: fc.constantFrom('queued' as const, 'processing' as const, 'succeeded' as const),
          finalCredits: fc.option(fc.nat()),
        })
        .map(look),
    )
    const status = fc.constantFrom('queued' as const, 'processing' as const)
    fc.assert(
      fc.property(
        outcome,
        status,
        fc.nat(100),
        fc.nat(3),
        fc.nat(60_000),
        (seen, now, setbacks, dead_ends, wait) => {
          const state = { ...watched, status: now, setbacks, dead_ends }
          const { change } = decideLook(state, seen, momentAt(NOW, { nextLookAt: NOW + wait }))
          expect(change.next_step_at).toBeGreaterThanOrEqual(NOW + wait)
          const order: readonly string[] = ACTIVE_STATUSES
          expect(order.indexOf(change.status ?? now)).toBeGreaterThanOrEqual(order.indexOf(now))
        },
      ),
    )
  })
})
