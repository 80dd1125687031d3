import fc from 'fast-check'
import { expect, it } from 'vitest'
import { observedDurationMs } from '../../../relay/work/observed-duration.ts'

const submittedAt = 1_700_000_000_000
const seen = { submittedAt, previousLookAt: submittedAt + 14_000, foundAt: submittedAt + 18_000 }

it("is Rivya's own figure where it lies between the last two looks", () => {
  expect(observedDurationMs({ ...seen, tookMs: 15_250 })).toBe(15_250)
})

it("is kept between the last two looks when Rivya's clock says otherwise", () => {
  expect(observedDurationMs({ ...seen, tookMs: 2 })).toBe(14_000)
  expect(observedDurationMs({ ...seen, tookMs: 9_000_000 })).toBe(18_000)
})

it('is the middle between the last two looks when Rivya says nothing', () => {
  expect(observedDurationMs(seen)).toBe(16_000)
  expect(observedDurationMs({ ...seen, previousLookAt: null })).toBe(9000)
})

it('is never negative and never later than the look that found it, whatever the clocks say', () => {
  const moment = fc.integer({ min: 0, max: 2_000_000_000_000 })
  fc.assert(
    fc.property(
      moment,
      fc.option(moment),
      moment,
      fc.option(fc.double(), { nil: undefined }),
      (a, b, c, tookMs) => {
        if (Number.isNaN(tookMs)) return
        const ms = observedDurationMs({ submittedAt: a, previousLookAt: b, foundAt: c, tookMs })
        expect(ms).toBeGreaterThanOrEqual(0)
        if (b === null || b <= c) expect(ms).toBeLessThanOrEqual(Math.max(0, c - a))
      },
    ),
  )
})
