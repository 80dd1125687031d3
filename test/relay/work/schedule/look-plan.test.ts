import fc from 'fast-check'
import { expect, it } from 'vitest'
import { earliestLookMs, planLooks } from '../../../../relay/work/schedule/look-plan.ts'
import { bestMeanWaitMs } from '../../../bench/best-schedule.ts'

/** The mean wait of the looks that a plan makes, summed over fine steps of the distribution. */
function meanWaitMs(looks: number[], readyBy: (ms: number) => number): number {
  const stepMs = 25
  let next = 0
  let total = 0
  for (let ms = stepMs; ms <= 120_000; ms += stepMs) {
    const middle = ms - stepMs / 2
    while ((looks[next] ?? Number.POSITIVE_INFINITY) < middle) next += 1
    total += (readyBy(ms) - readyBy(ms - stepMs)) * ((looks[next] ?? 120_000) - middle)
  }
  return total
}

function allLooks(plan: ReturnType<typeof planLooks>): number[] {
  const looks: number[] = []
  while ((looks.at(-1) ?? 0) < 120_000) looks.push(plan.nextLookMs(looks.length, looks.at(-1) ?? 0))
  return looks
}

/** Results spread evenly over a few stretches of time, all before 100 s. */
const stretches = fc.array(
  fc.record({
    from: fc.integer({ min: 500, max: 60_000 }),
    length: fc.integer({ min: 200, max: 40_000 }),
    weight: fc.integer({ min: 1, max: 10 }),
  }),
  { minLength: 1, maxLength: 4 },
)
type Stretches = typeof stretches extends fc.Arbitrary<infer T> ? T : never

function distributionOf(parts: Stretches): (ms: number) => number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  const share = (ms: number, from: number, length: number) => Math.min(1, Math.max(0, (ms - from) / length))
  return (ms) =>
    parts.reduce((sum, { from, length, weight }) => sum + (weight * share(ms, from, length)) / total, 0)
}

it('finds the best looks: no plan of a slower search that tries everything waits less', () => {
  fc.assert(
    fc.property(stretches, (parts) => {
      const readyBy = distributionOf(parts)
      const found = meanWaitMs(allLooks(planLooks(readyBy)), readyBy)
      // The plan places looks on quarters of a second below a minute and on whole seconds above.
      const afterAMinute = 1 - readyBy(59_000)
      expect(found).toBeLessThanOrEqual(bestMeanWaitMs(readyBy, 120_000) + 150 + 750 * afterAMinute)
    }),
    { numRuns: 15 },
  )
})

it('plans with the gap between looks, not as if they could be closer', () => {
  fc.assert(
    fc.property(stretches, (parts) => {
      allLooks(planLooks(distributionOf(parts))).forEach((look, index, looks) => {
        expect(look - (looks[index - 1] ?? 0)).toBeGreaterThanOrEqual(2000)
      })
    }),
    { numRuns: 30 },
  )
})

it('never waits longer than the fixed schedule in the mean of the distribution it was made for', () => {
  fc.assert(
    fc.property(stretches, (parts) => {
      const readyBy = distributionOf(parts)
      const fixed = Array.from({ length: 24 }, (_, index) => earliestLookMs(index + 1))
      const found = meanWaitMs(allLooks(planLooks(readyBy)), readyBy)
      expect(found).toBeLessThanOrEqual(meanWaitMs(fixed, readyBy) + 1)
    }),
    { numRuns: 60 },
  )
})
