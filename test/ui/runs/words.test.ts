import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAILURE_CODES, FAILURES } from '../../../contract/failures.ts'
import { ACTIVE_STATUSES } from '../../../contract/relay-api.ts'
import { fitInto } from '../../../ui/images/fit.ts'
import { makeKey } from '../../../ui/make-key.ts'
import { describeFailure, describeRun } from '../../../ui/runs/describe-run.ts'
import { progressLine, progressOf } from '../../../ui/runs/progress.ts'
import type { RunState } from '../../../ui/runs/run.ts'
import { makeEntry, makeGeneration } from '../support/make.ts'

const inWords = (state: RunState, changes = {}) => describeRun({ entry: makeEntry(changes), state })
const failure = { code: 'quota_exceeded', requestId: 'req_1' } as const

describe('a run in words', () => {
  it('has the title that it had in the list of the press, also after reopening', () => {
    const target = { ...makeEntry().target, nodeName: 'Image', title: 'Card / Mug › Image' }
    expect(inWords({ phase: 'begun' }, { target }).title).toBe('Card / Mug › Image')
    expect(inWords({ phase: 'begun' }, { target, variation: 1 }).title).toBe(
      'Card / Mug › Image, variation 2',
    )
  })

  it.each([
    ['begun', { phase: 'begun' }, ['stop']],
    ['waiting', { phase: 'waiting', generation: makeGeneration('queued') }, ['stop']],
    ['placing', { phase: 'placing', generation: makeGeneration('succeeded') }, []],
    ['ready', { phase: 'ready', generation: makeGeneration('succeeded') }, ['place', 'dismiss']],
    ['stopped', { phase: 'stopped', generation: null }, ['dismiss']],
    [
      'stopped with an image',
      { phase: 'stopped', generation: makeGeneration('succeeded') },
      ['place', 'dismiss'],
    ],
    [
      'failed before it was sent',
      { phase: 'failed', failure, goesOn: { phase: 'uploading' }, generation: null },
      ['retry', 'dismiss'],
    ],
    [
      'failed at the model',
      { phase: 'failed', goesOn: null, failure, generation: null },
      ['generate-again', 'edit', 'dismiss'],
    ],
    [
      'refused as it stands',
      { phase: 'failed', goesOn: null, failure: { code: 'validation_failed' }, generation: null },
      ['edit', 'dismiss'],
    ],
    ['unknown', { phase: 'unknown', generation: makeGeneration('unknown') }, ['edit', 'dismiss']],
    [
      'another person’s',
      {
        phase: 'withheld',
        failure: { code: 'other_person' },
        goesOn: { phase: 'resuming', generationId: 'g1' },
      },
      ['dismiss'],
    ],
    [
      'not to be asked about',
      {
        phase: 'failed',
        failure: { code: 'internal' },
        goesOn: { phase: 'resuming', generationId: 'g1' },
        generation: null,
      },
      ['retry', 'dismiss'],
    ],
  ] as [string, RunState, string[]][])(
    'offers what can be done about one that is %s',
    (_, state, actions) => {
      expect(inWords(state).actions).toEqual(actions)
    },
  )

  it.each(ACTIVE_STATUSES)('says of one that is %s when its step is tried again', (status) => {
    const said = (is_delayed: boolean) =>
      inWords({ phase: 'waiting', generation: makeGeneration(status, { is_delayed }) }).status
    expect(said(true)).toMatch(/again$/)
    expect(said(false)).not.toMatch(/again/)
  })

  it.each(['failed', 'unknown'] as const)(
    'offers no payment beside fetching again what was paid and given up as %s',
    (status) => {
      const generation = makeGeneration(status, { can_fetch_again: true })
      const state: RunState =
        status === 'unknown'
          ? { phase: 'unknown', generation }
          : { phase: 'failed', goesOn: null, failure: { code: 'upstream_unavailable' }, generation }
      const { actions, nextStep } = inWords(state)
      expect(actions).toEqual(['fetch-again', 'dismiss'])
      expect(nextStep).toBe('Press Fetch again; it costs nothing.')
    },
  )

  it('says of what was given up what the relay says, with the link where it lies', () => {
    const detail =
      'It is paid, but its link holds a GIF image. Open the link and save it: https://cdn.example/1'
    const generation = makeGeneration('failed', { can_fetch_again: true })
    const failure = { code: 'upstream_unavailable', detail } as const
    expect(inWords({ phase: 'failed', goesOn: null, failure, generation }).status).toBe(detail)
  })

  it('says of an image that can’t be fetched yet that it is made and paid', () => {
    const generation = makeGeneration('downloading', { is_delayed: true })
    expect(inWords({ phase: 'waiting', generation }).status).toMatch(/made and paid/)
  })

  it('suggests other words where the model refused these', () => {
    const refusal = { code: 'generation_failed' } as const
    const state: RunState = { phase: 'failed', goesOn: null, failure: refusal, generation: null }
    expect(inWords(state).actions[0]).toBe('edit')
  })

  it.each([
    ['insufficient_credits', null, 'Not charged.'],
    ['generation_failed', 0, 'Not charged.'],
    ['generation_failed', 5, 'Charged 5 credits.'],
    ['upstream_unavailable', null, 'Rivya does not say whether it was charged.'],
  ] as const)('says of %s with %s credits settled: %s', (code, final, words) => {
    const generation = makeGeneration('failed', {
      failure: { code, message: '' },
      credits: { reserved: 5, final },
    })
    const state: RunState = { phase: 'failed', goesOn: null, failure: { code }, generation }
    expect(inWords(state).status).toMatch(words)
  })

  it('says the sentence, what the relay added, the next step and the id', () => {
    const state: RunState = {
      phase: 'failed',
      goesOn: null,
      failure: { ...failure, code: 'generation_failed', detail: 'refused by moderation' },
      generation: null,
    }
    expect(inWords(state)).toMatchObject({
      status: 'The model made no image of this prompt. Refused by moderation.',
      nextStep: FAILURES.generation_failed.nextStep,
      requestId: 'req_1',
    })
  })

  it('does not say the same twice when the source has nothing to add', () => {
    const failure = { code: 'generation_failed', detail: 'The model made no image of this prompt.' } as const
    expect(describeFailure(failure)).toBe(
      'The model made no image of this prompt. Change the prompt or the references, then press Generate.',
    )
  })

  it('tells the settled price, and where the image went when its target was gone', () => {
    const generation = makeGeneration('succeeded', { credits: { reserved: 5, final: 7 } })
    const placed: RunState = { phase: 'placed', generation, nodeId: '1:2', outcome: 'placed' }
    expect(inWords(placed).status).toBe('Placed · 7 credits')
    expect(inWords({ ...placed, outcome: 'placed-beside' })).toMatchObject({
      status: FAILURES.target_gone.sentence,
      nextStep: FAILURES.target_gone.nextStep,
    })
  })

  it('says that Rivya can’t cancel', () => {
    expect(inWords({ phase: 'stopped', generation: null }).status).toMatch(/can’t cancel/)
  })

  it.each(FAILURE_CODES)('%s is a whole line that ends as a sentence', (code) => {
    expect(describeFailure({ code, detail: 'a detail' })).toMatch(/^[A-Z].* A detail\. .*\.$/)
  })
})

describe('progress', () => {
  it('counts by this computer’s clock and expects by the relay’s', () => {
    const state: RunState = { phase: 'waiting', generation: makeGeneration('processing') }
    const run = { entry: makeEntry({ createdAt: 1_000_000 }), state }
    const progress = progressOf(run, 1_067_900)
    expect(progress).toEqual({ elapsedSeconds: 67, expectedSeconds: 20 })
    expect(progressLine(progress)).toBe('1:07 of about 0:20')
  })

  it('never goes below zero, and expects nothing before the relay has said', () => {
    const run = { entry: makeEntry({ createdAt: 5000 }), state: { phase: 'begun' } as const }
    expect(progressLine(progressOf(run, 0))).toBe('0:00')
  })
})

describe('fitting', () => {
  const side = fc.integer({ min: 1, max: 20_000 })

  it('never exceeds the limit, never enlarges, keeps at least a pixel', () => {
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 100, max: 4_000_000 }),
        side,
        (width, height, maxPixels, maxSidePx) => {
          const fitted = fitInto({ width, height }, maxPixels, maxSidePx)
          expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(maxSidePx)
          expect(fitted.width).toBeLessThanOrEqual(width)
          expect(fitted.height).toBeLessThanOrEqual(height)
          expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1)
          // A strip so thin that one side is down to a pixel is the one exception.
          if (Math.min(fitted.width, fitted.height) > 1) {
            expect(fitted.width * fitted.height).toBeLessThanOrEqual(maxPixels)
          }
        },
      ),
    )
  })

  it('keeps what fits as it is, and the proportions of what doesn’t', () => {
    const fitSide = (width: number, height: number) =>
      fitInto({ width, height }, Number.POSITIVE_INFINITY, 4096)
    expect(fitInto({ width: 1000, height: 1000 }, 1_000_000, 4096)).toEqual({ width: 1000, height: 1000 })
    expect(fitSide(5000, 2500)).toEqual({ width: 4096, height: 2048 })
    expect(fitSide(4096, 10)).toEqual({ width: 4096, height: 10 })
  })
})

describe('a key', () => {
  it('is fresh each time and of the form the relay takes', () => {
    const keys = Array.from({ length: 50 }, makeKey)
    expect(new Set(keys).size).toBe(50)
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  })
})
