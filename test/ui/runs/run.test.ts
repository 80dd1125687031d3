import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GENERATION_STATUSES } from '../../../contract/relay-api.ts'
import { isActive, next, type RunEvent, type RunState, stateFromEntry } from '../../../ui/runs/run.ts'
import { makeEntry, makeGeneration } from '../support/make.ts'

const body = { prompt: 'a mug', aspect_ratio: '1:1', resolution: '1K', references: [] } as const
const request = { ...body, references: [] }
const processing = makeGeneration('processing')
const succeeded = makeGeneration('succeeded')
const failure = { code: 'relay_unreachable' } as const

const STATES = {
  begun: { phase: 'begun' },
  uploading: { phase: 'uploading' },
  requesting: { phase: 'requesting', body: request },
  resuming: { phase: 'resuming', generationId: 'g1' },
  waiting: { phase: 'waiting', generation: processing },
  ready: { phase: 'ready', generation: succeeded },
  fetching: { phase: 'fetching', generation: succeeded },
  placing: { phase: 'placing', generation: succeeded },
  placed: { phase: 'placed', generation: succeeded, nodeId: '1:2', outcome: 'placed' },
  unprepared: { phase: 'failed', failure, goesOn: { phase: 'uploading' }, generation: null },
  unrequested: {
    phase: 'failed',
    failure,
    goesOn: { phase: 'requesting', body: request },
    generation: null,
  },
  ungenerated: { phase: 'failed', failure, goesOn: null, generation: null },
  unplaced: {
    phase: 'failed',
    failure,
    goesOn: { phase: 'fetching', generation: succeeded },
    generation: succeeded,
  },
  unknown: { phase: 'unknown', generation: makeGeneration('unknown') },
  stopped: { phase: 'stopped', generation: null },
} as const satisfies Record<string, RunState>
type Name = keyof typeof STATES

const told = (status: (typeof GENERATION_STATUSES)[number]): RunEvent => ({
  type: 'relay-told',
  generation: makeGeneration(status),
})

describe('a generation from the press to the canvas', () => {
  it('passes every phase in order', () => {
    const events: RunEvent[] = [
      { type: 'upload-started' },
      { type: 'request-recorded', body: request },
      told('accepted'),
      told('processing'),
      told('succeeded'),
      { type: 'fetch-started' },
      { type: 'image-fetched' },
      { type: 'image-placed', nodeId: '1:2', outcome: 'placed' },
    ]
    const phases: string[] = []
    let state: RunState = { phase: 'begun' }
    for (const event of events) {
      state = next(state, event)
      phases.push(state.phase)
    }
    expect(phases).toEqual([
      'uploading',
      'requesting',
      'waiting',
      'waiting',
      'ready',
      'fetching',
      'placing',
      'placed',
    ])
  })

  it.each(['begun', 'uploading', 'requesting', 'resuming', 'waiting'] as const)(
    'skips phases when the relay is faster than the panel, from %s to ready',
    (name) => {
      expect(next(STATES[name], told('succeeded'))).toEqual({ phase: 'ready', generation: succeeded })
    },
  )

  it('shows what the relay says of a failure, and its code alone when it says nothing', () => {
    const silent = makeGeneration('failed', { failure: null })
    expect(next(STATES.waiting, told('failed'))).toMatchObject({
      phase: 'failed',
      goesOn: null,
      failure: { code: 'generation_failed', detail: 'refused' },
    })
    expect(next(STATES.waiting, { type: 'relay-told', generation: silent })).toMatchObject({
      failure: { code: 'generation_failed' },
    })
  })

  it('keeps an outcome that nobody knows apart from a failure', () => {
    expect(next(STATES.waiting, told('unknown'))).toMatchObject({ phase: 'unknown' })
  })
})

describe('what comes too late', () => {
  it.each([
    ['processing', 'queued'],
    ['downloading', 'accepted'],
  ] as const)('a relay that said %s and then %s is not followed back', (now, before) => {
    const state: RunState = { phase: 'waiting', generation: makeGeneration(now) }
    expect(next(state, told(before))).toBe(state)
  })

  it.each([
    'ready',
    'fetching',
    'placing',
    'placed',
    'unprepared',
    'unrequested',
    'ungenerated',
    'unplaced',
    'unknown',
  ] as const satisfies Name[])('no word from the relay moves a run that is %s', (name) => {
    for (const status of GENERATION_STATUSES) expect(next(STATES[name], told(status))).toBe(STATES[name])
  })

  it.each(['begun', 'uploading', 'requesting', 'resuming', 'waiting', 'ready', 'fetching'] as const)(
    'a result that arrives after the person stopped waiting while %s is kept for later, not placed',
    (name) => {
      const stopped = next(STATES[name], { type: 'stopped' })
      expect(stopped.phase).toBe('stopped')
      const later = next(stopped, told('succeeded'))
      expect(later).toEqual({ phase: 'stopped', generation: succeeded })
      expect(next(later, { type: 'image-fetched' })).toBe(later)
      expect(next(later, { type: 'fetch-started' })).toEqual({ phase: 'fetching', generation: succeeded })
    },
  )

  it('an image that is being placed can no longer be stopped', () => {
    expect(next(STATES.placing, { type: 'stopped' })).toBe(STATES.placing)
  })

  it('a stopped run without an image has nothing to fetch', () => {
    const running: RunState = { phase: 'stopped', generation: processing }
    expect(next(running, { type: 'fetch-started' })).toBe(running)
    expect(next(STATES.stopped, { type: 'fetch-started' })).toBe(STATES.stopped)
  })
})

describe('failing and trying again', () => {
  const failed: RunEvent = { type: 'failed', failure }

  it.each([
    ['begun', 'uploading'],
    ['uploading', 'uploading'],
    ['requesting', 'requesting'],
    ['fetching', 'fetching'],
    ['placing', 'fetching'],
  ] as const)('after a failure while %s Retry goes on %s', (name, phase) => {
    const state = next(STATES[name], failed)
    expect(state).toMatchObject({ phase: 'failed', failure })
    expect(next(state, { type: 'retried' }).phase).toBe(phase)
  })

  it.each(['validation_failed', 'reference_lost'] as const)(
    'a request that is refused for good ends the run, unpaid: %s',
    (code) => {
      const state = next(STATES.requesting, { type: 'failed', failure: { code } })
      expect(state).toMatchObject({ phase: 'failed', goesOn: null, generation: null })
      expect(next(state, { type: 'retried' })).toBe(state)
    },
  )

  it('an image that is to be placed whole is so after a failure, too', () => {
    const whole: RunState = { phase: 'fetching', generation: succeeded, isWhole: true }
    expect(next(next(whole, failed), { type: 'retried' })).toEqual(whole)
  })

  it('tries the request again with the same body', () => {
    const state = next(next(STATES.requesting, failed), { type: 'retried' })
    expect(state).toEqual({ phase: 'requesting', body: request })
  })

  it.each(['waiting', 'resuming'] as const)('a generation lost while %s is not taken up by Retry', (name) => {
    const state = next(STATES[name], { type: 'failed', failure: { code: 'not_found' } })
    expect(state).toMatchObject({ phase: 'failed', goesOn: null })
    expect(next(state, { type: 'retried' })).toBe(state)
  })

  it.each(['waiting', 'resuming'] as const)(
    'a look that fails while %s is repeated by Retry, and nothing is paid',
    (name) => {
      const state = next(STATES[name], { type: 'failed', failure: { code: 'internal' } })
      expect(state).toMatchObject({ phase: 'failed', goesOn: { phase: 'resuming' } })
      expect(next(state, { type: 'retried' })).toMatchObject({ phase: 'resuming' })
      expect(next(state, told('succeeded')).phase).toBe('ready')
    },
  )

  it.each([
    ['requesting', 'requesting'],
    ['resuming', 'resuming'],
    ['waiting', 'resuming'],
    ['fetching', 'fetching'],
  ] as const)('what another token owns while %s is kept, and goes on %s', (name, phase) => {
    const state = next(STATES[name], { type: 'withheld', failure: { code: 'other_person' } })
    expect(state).toMatchObject({ phase: 'withheld', failure: { code: 'other_person' } })
    expect(next(state, { type: 'failed', failure: { code: 'not_found' } })).toBe(state)
    expect(next(state, { type: 'retried' })).toMatchObject({ phase })
    expect(next(state, told('succeeded')).phase).toBe('ready')
  })

  it('a success whose images the relay keeps no longer can only be made again', () => {
    const generation = { ...succeeded, images: [] }
    expect(next(STATES.resuming, { type: 'relay-told', generation })).toMatchObject({ goesOn: null })
  })

  it('images the relay has deleted can not be fetched by trying again', () => {
    expect(next(STATES.fetching, { type: 'failed', failure: { code: 'not_found' } })).toMatchObject({
      goesOn: null,
    })
  })
})

describe('properties', () => {
  const order = [
    'begun',
    'uploading',
    'requesting',
    'resuming',
    'waiting',
    'ready',
    'fetching',
    'placing',
    'placed',
  ]
  const event = fc.oneof(
    fc.constant<RunEvent>({ type: 'upload-started' }),
    fc.constant<RunEvent>({ type: 'request-recorded', body: request }),
    fc.constantFrom(...GENERATION_STATUSES).map(told),
    fc.constant<RunEvent>({ type: 'fetch-started' }),
    fc.constant<RunEvent>({ type: 'image-fetched' }),
    fc.constant<RunEvent>({ type: 'image-placed', nodeId: '1:2', outcome: 'placed' }),
    fc.constant<RunEvent>({ type: 'failed', failure }),
    fc.constant<RunEvent>({ type: 'stopped' }),
  )

  it('nothing but Retry or a wish to place goes back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(STATES)), event, (state, happened) => {
        const after = next(state, happened)
        if (after === state) return
        const from = order.indexOf(state.phase)
        const to = order.indexOf(after.phase)
        if (from === -1) expect(['fetching', 'stopped']).toContain(after.phase)
        else if (to !== -1) expect(to).toBeGreaterThanOrEqual(from)
      }),
    )
  })

  it('a placed image stays placed whatever follows', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(events.reduce<RunState>(next, STATES.placed)).toBe(STATES.placed)
      }),
    )
  })

  it('the same word from the relay twice changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(STATES)),
        fc.constantFrom(...GENERATION_STATUSES),
        (state, status) => {
          const once = next(state, told(status))
          expect(next(once, told(status))).toBe(once)
        },
      ),
    )
  })
})

describe('taking up the journal', () => {
  it.each([
    ['nothing was sent', {}, { phase: 'begun' }],
    ['the request may have been sent', { request }, { phase: 'requesting', body: request }],
    ['the relay has accepted', { request, generationId: 'g1' }, { phase: 'resuming', generationId: 'g1' }],
    ['the person stopped waiting', { request, isAwaited: false }, { phase: 'stopped', generation: null }],
  ] as const)('when %s', (_, changes, expected) => {
    expect(stateFromEntry(makeEntry(changes))).toEqual(expected)
  })

  it.each(Object.keys(STATES) as Name[])('%s is active or not as its phase says', (name) => {
    const resting = ['ready', 'placed', 'failed', 'unknown', 'stopped']
    expect(isActive(STATES[name])).toBe(!resting.includes(STATES[name].phase))
  })
})
