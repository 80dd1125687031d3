import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pauseMs } from '../../../../relay/work/decisions/retry-pause.ts'

describe('pauses', () => {
  it('double from two seconds up to a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((setbacks) => pauseMs(setbacks, 0))).toEqual([
      2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000,
    ])
  })

  it('are spread by chance, never shorter than two seconds or what was asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.nat(900_000)),
        (setbacks, random, retryAfterMs) => {
          const pause = pauseMs(setbacks, random, retryAfterMs)
          expect(pause).toBeGreaterThanOrEqual(Math.max(2000, retryAfterMs ?? 0))
          expect(pause).toBeLessThanOrEqual(Math.max(75_000, retryAfterMs ?? 0))
          expect(Number.isInteger(pause)).toBe(true)
        },
      ),
    )
  })
})
