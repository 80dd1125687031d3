import { describe, expect, it } from 'vitest'
import {
  type DownloadProblem,
  decideDownload,
  MIN_PART_MS,
  MIN_PART_TRIES,
} from '../../../../relay/work/decisions/decide-download.ts'
import { GIVE_UP_PAID_MS } from '../../../../relay/work/decisions/decide-trouble.ts'
import type { WorkState } from '../../../../relay/work/decisions/state.ts'
import { makeState, momentAt, NOW } from '../../support/work-state.ts'

const notNow: DownloadProblem = { kind: 'not-now', reason: '403', retryAfterMs: null }
const rejected: DownloadProblem = { kind: 'rejected', reason: 'HTML' }
const downloading = makeState({ status: 'downloading', submitted_at: NOW - 20_000 })

/** Tries until it ends. @returns the end, how many tries it took and how long */
function tryToEnd(problem: (tries: number) => DownloadProblem, hasPart = false) {
  let state: WorkState = downloading
  let now = NOW
  for (let tries = 1; ; tries += 1) {
    const change = decideDownload(state, problem(tries), hasPart, momentAt(now))
    if (change.status !== undefined) return { change, tries, tookMs: now - NOW }
    state = { ...state, ...change } as WorkState
    now = change.next_step_at ?? Number.NaN
  }
}

describe('the download of a paid image', () => {
  it('ends when every image is there', () => {
    expect(decideDownload(downloading, null, false, momentAt(NOW))).toMatchObject({
      status: 'succeeded',
      next_step_at: null,
      expected_at: null,
    })
  })

  it.each([
    ['answers an error', notNow],
    ['holds something that is no image', rejected],
  ])('is tried for seven days, rarely in the end, when the link %s', (_, problem) => {
    const { change, tries, tookMs } = tryToEnd(() => problem)
    expect(tookMs).toBeGreaterThanOrEqual(GIVE_UP_PAID_MS)
    expect(tookMs).toBeLessThan(GIVE_UP_PAID_MS + 2 * 3_600_000)
    expect(tries).toBeLessThan(300)
    expect(change).toMatchObject({
      status: 'failed',
      failure_code: 'upstream_unavailable',
      credits_counted: 5,
    })
    expect(change.failure_message).toContain('paid')
  })

  it('ends within minutes when the link holds a file that can not be used, says so and where it is', () => {
    const gif = {
      kind: 'rejected',
      reason: 'no image',
      holds: 'a GIF image',
      link: 'https://cdn.example/1',
    } as const
    const { change, tries, tookMs } = tryToEnd(() => gif)
    expect(tries).toBeGreaterThanOrEqual(MIN_PART_TRIES)
    expect(tookMs).toBeLessThan(2 * MIN_PART_MS)
    expect(change).toMatchObject({
      status: 'failed',
      failure_code: 'upstream_unavailable',
      credits_counted: 5,
    })
    expect(change.failure_message).toBe(
      'The image was made and paid, but its link holds a GIF image, which can not be placed. Open the link and save it: https://cdn.example/1',
    )
  })

  it('takes what there is when something has come, after eight tries over ten minutes', () => {
    const { change, tries, tookMs } = tryToEnd(() => notNow, true)
    expect(tries).toBeGreaterThanOrEqual(MIN_PART_TRIES)
    expect(tookMs).toBeGreaterThanOrEqual(MIN_PART_MS)
    expect(tookMs).toBeLessThan(2 * MIN_PART_MS)
    expect(change).toMatchObject({ status: 'succeeded' })
  })

  it('takes nothing less than all before eight tries, also when each takes minutes', () => {
    const state = { ...downloading, dead_ends: MIN_PART_TRIES - 2, trouble_since: NOW }
    const late = momentAt(NOW + 5 * MIN_PART_MS)
    expect(decideDownload(state, notNow, true, late)).not.toHaveProperty('status')
  })

  it('waits as long as the link asks', () => {
    const change = decideDownload(downloading, { ...notNow, retryAfterMs: 45_000 }, false, momentAt(NOW))
    expect(change.next_step_at).toBe(NOW + 45_000)
  })
})
