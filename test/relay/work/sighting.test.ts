import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { believesTimes, boundsOf, type Sighting } from '../../../relay/work/sighting.ts'

const looked = { notYetMs: 14_000, foundMs: 18_000, saidBeforeMs: 900 }
const times = (count: number, sighting: Sighting) => Array<Sighting>(count).fill(sighting)

/** As by a service whose `updated_at` is the moment of the end. */
const own: Sighting = { ...looked, saidMs: 15_250 }
/** As by one whose `updated_at` is the moment of the answer. */
const ofAnswer: Sighting = { ...looked, saidMs: 17_900, saidBeforeMs: 13_950 }

describe("Rivya's times", () => {
  it('are not believed before they have proved themselves over some tasks', () => {
    expect(believesTimes([])).toBe(false)
    expect(believesTimes(times(4, own))).toBe(false)
    expect(believesTimes(times(5, own))).toBe(true)
  })

  it('are not believed when they are always the moment of the answer', () => {
    expect(believesTimes(times(40, ofAnswer))).toBe(false)
    expect(believesTimes(times(40, { ...ofAnswer, saidBeforeMs: null }))).toBe(false)
  })

  it('are believed when half of the ends happen to be just before the look', () => {
    expect(believesTimes([...times(10, { ...own, saidMs: 17_600 }), ...times(10, own)])).toBe(true)
  })

  it('are not believed when they moved along with looks at which nothing had ended', () => {
    expect(believesTimes(times(20, { ...own, saidBeforeMs: 13_700 }))).toBe(false)
  })

  it('are not believed when they lie before a look that saw the task unfinished', () => {
    expect(believesTimes([...times(8, { ...own, saidMs: 2000 }), ...times(12, own)])).toBe(false)
  })

  it('are judged by the newest tasks: what has changed is noticed', () => {
    expect(believesTimes([...times(40, ofAnswer), ...times(100, own)])).toBe(false)
    expect(believesTimes([...times(40, own), ...times(100, ofAnswer)])).toBe(true)
  })
})

describe('a duration', () => {
  it('lies between the two looks as long as the times are not believed', () => {
    expect(boundsOf(own, false)).toEqual([14_000, 18_000])
    expect(boundsOf({ ...own, saidMs: null }, true)).toEqual([14_000, 18_000])
  })

  it('is the believed time, kept between the two looks', () => {
    expect(boundsOf(own, true)).toEqual([15_250, 15_250])
    expect(boundsOf({ ...own, saidMs: 2 }, true)).toEqual([14_000, 14_000])
    expect(boundsOf({ ...own, saidMs: 9_000_000 }, true)).toEqual([18_000, 18_000])
  })

  it('has bounds in order and within the looks, whatever the clocks say', () => {
    const ms = fc.integer({ min: -1e9, max: 1e9 })
    const sighting = fc.record({
      notYetMs: ms,
      foundMs: ms,
      saidMs: fc.option(ms),
      saidBeforeMs: fc.option(ms),
    })
    fc.assert(
      fc.property(sighting, fc.boolean(), (seen, isBelieved) => {
        const [low, high] = boundsOf(seen, isBelieved)
        expect(low).toBeGreaterThanOrEqual(Math.max(0, seen.notYetMs))
        expect(high).toBeGreaterThanOrEqual(low)
        expect(high).toBeLessThanOrEqual(Math.max(0, seen.notYetMs, seen.foundMs))
      }),
    )
  })
})
