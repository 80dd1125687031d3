/** The figures that the schedule is built for, on the distributions that `npm run bench` prints. */
import { describe, expect, it } from 'vitest'
import { NAMED_DISTRIBUTIONS } from '../../../bench/durations.ts'
import { measure, measureChange, measureDrift, SERVICE_CLOCKS } from '../../../bench/polling.ts'

const CASES = NAMED_DISTRIBUTIONS.flatMap((named) => SERVICE_CLOCKS.map((clock) => ({ ...named, clock })))

describe.each(CASES)('$name, times: $clock', ({ name, distribution, clock }) => {
  const { fixed, learned, bestWaitMs } = measure(
    name,
    distribution,
    [0, 1, 2, 4, 8, 16, 30, 50, 100],
    6,
    clock,
  )

  it('after 50 results an image waits at most 1.15 times as long as under the best schedule', () => {
    expect((learned.get(50)?.meanWaitMs ?? Number.NaN) / bestWaitMs).toBeLessThanOrEqual(1.15)
    expect((learned.get(100)?.meanWaitMs ?? Number.NaN) / bestWaitMs).toBeLessThanOrEqual(1.15)
  })

  it('never more waiting nor more looks than under the fixed schedule, from the first task on', () => {
    for (const { meanWaitMs, meanLooks } of learned.values()) {
      expect(meanWaitMs).toBeLessThanOrEqual(fixed.meanWaitMs)
      expect(meanLooks).toBeLessThanOrEqual(fixed.meanLooks)
    }
  })
})

it('a service that slows down is followed: at most 1.15 times the best that knows each moment', () => {
  const { learned, bestWaitMs, fixed } = measureDrift(2)
  const waitMs = learned.get(50)?.meanWaitMs ?? Number.NaN
  expect(waitMs / bestWaitMs).toBeLessThanOrEqual(1.15)
  expect(waitMs).toBeLessThanOrEqual(fixed.meanWaitMs)
})

it.each(SERVICE_CLOCKS)(
  'a service that has become three times as fast is found out, although the looks come late at first (times: %s)',
  (clock) => {
    const { before, after } = measureChange(25_000, 8000, clock, 2)
    expect(before).toBeGreaterThan(3)
    expect(after).toBeLessThanOrEqual(1.15)
  },
)
