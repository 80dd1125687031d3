import { describe, expect, it } from 'vitest'
import {
  type DownloadProblem,
  decideDownload,
  MIN_REJECTING_MS,
  MIN_REJECTIONS,
  MIN_TRIES,
  MIN_TRYING_MS,
} from '../../../relay/work/decide-download.ts'
import type { WorkState } from '../../../relay/work/state.ts'
import { PNG_HEADER } from '../support/samples.ts'
import { makeState, momentAt, NOW } from '../support/work-state.ts'

const notNow: DownloadProblem = { kind: 'not-now', reason: '403', retryAfterMs: null }
const rejected: DownloadProblem = { kind: 'rejected', reason: 'HTML' }
const downloading = makeState({ status: 'downloading', submitted_at: NOW - 20_000 })

/** Tries until it ends. @returns the end, how many tries it took and how long */
function tryToEnd(problem: (tries: number) => DownloadProblem) {
  let state: WorkState = downloading
  let now = NOW
  for (let tries = 1; ; tries += 1) {
    const change = decideDownload(state, problem(tries), momentAt(now))
    if (change.status !== undefined) return { change, tries, tookMs: now - NOW }
    state = { ...state, ...change } as WorkState
    now = change.next_step_at ?? Number.NaN
  }
}

describe('the download of a paid image', () => {
  it('ends when every image is there', () => {
    expect(decideDownload(downloading, null, momentAt(NOW))).toMatchObject({
      status: 'succeeded',
      next_step_at: null,
      expected_at: null,
    })
  })

  it('is tried at least eight times over at least ten minutes before it is given up', () => {
    const { change, tries, tookMs } = tryToEnd(() => notNow)
    expect(tries).toBeGreaterThanOrEqual(MIN_TRIES)
    expect(tookMs).toBeGreaterThanOrEqual(MIN_TRYING_MS)
    expect(change).toMatchObject({
      status: 'failed',
      failure_code: 'upstream_unavailable',
      credits_counted: 5,
    })
    expect(change.failure_message).toContain('paid')
  })

  it('is tried at least eight times also when each try takes minutes', () => {
    const state = { ...downloading, setbacks: MIN_TRIES - 2, trouble_since: NOW }
    expect(decideDownload(state, notNow, momentAt(NOW + 5 * MIN_TRYING_MS))).not.toHaveProperty('status')
  })

  it('is given up sooner when the link holds something that is no image, again and again', () => {
    const { change, tries, tookMs } = tryToEnd(() => rejected)
    expect(tries).toBeGreaterThanOrEqual(MIN_REJECTIONS)
    expect(tookMs).toBeGreaterThanOrEqual(MIN_REJECTING_MS)
    expect(tookMs).toBeLessThan(MIN_TRYING_MS)
    expect(change).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable' })
  })

  it('is given up as soon when the image never comes whole', () => {
    const cutShort = {
      kind: 'cut-short',
      bytes: new Uint8Array(0),
      header: PNG_HEADER,
      reason: 'cut',
    } as const
    expect(tryToEnd(() => cutShort).tookMs).toBe(tryToEnd(() => rejected).tookMs)
  })

  it('starts counting anew when the link breaks off in between', () => {
    const { tries } = tryToEnd((number) => (number % MIN_REJECTIONS === 0 ? notNow : rejected))
    expect(tries).toBeGreaterThanOrEqual(MIN_TRIES)
  })

  it('waits as long as the link asks', () => {
    const change = decideDownload(downloading, { ...notNow, retryAfterMs: 45_000 }, momentAt(NOW))
    expect(change.next_step_at).toBe(NOW + 45_000)
  })
})
