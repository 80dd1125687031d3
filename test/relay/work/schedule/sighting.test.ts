import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  believesTimes,
  believesWord,
  boundsOf,
  type Sighting,
} from '../../../../relay/work/schedule/sighting.ts'

const looked = { notYetMs: 14_000, foundMs: 18_000, saidBeforeMs: 900, toldMs: null }
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

describe("Rivya's word of an end", () => {
  const heard: Sighting = { ...own, foundMs: 15_300, toldMs: 15_280 }
  /** Found by a look, and the word came just after it. */
  const overtaken: Sighting = { ...own, toldMs: 18_900 }
  const late: Sighting = { ...own, toldMs: 28_000 }
  const never = own
  /** Before a look at which nothing had ended. */
  const wrong: Sighting = { ...own, toldMs: 3000 }

  it('is not believed to come before it has come eight times', () => {
    expect(believesWord([])).toBe(false)
    expect(believesWord(times(7, heard))).toBe(false)
    expect(believesWord(times(8, heard))).toBe(true)
    expect(believesWord(times(8, overtaken))).toBe(true)
  })

  it.each([
    ['never came', never],
    ['came late', late],
    ['came too early, as a forged one does', wrong],
  ])('is no longer believed to come when once of sixteen times it %s', (_, missing) => {
    expect(believesWord([missing, ...times(30, heard)])).toBe(false)
    expect(believesWord([...times(15, heard), missing])).toBe(false)
  })

  it('is waited for some seconds before it is missing', () => {
    const found = { ...never, finishedAt: 1_000_000 }
    expect(believesWord([found, ...times(16, heard)], 1_004_999)).toBe(true)
    expect(believesWord([found, ...times(16, heard)], 1_005_000)).toBe(false)
  })

  it('is believed again when the last sixteen have come', () => {
    expect(believesWord([...times(16, heard), ...times(30, never)])).toBe(true)
  })

  it('bounds a duration from below where no look does', () => {
    expect(boundsOf({ ...heard, notYetMs: 0 }, false)).toEqual([14_280, 15_300])
    expect(boundsOf({ ...heard, notYetMs: 15_000 }, false)).toEqual([15_000, 15_300])
    expect(boundsOf({ ...late, notYetMs: 0 }, false)).toEqual([0, 18_000])
    expect(boundsOf({ ...wrong, notYetMs: 14_000 }, false)).toEqual([14_000, 18_000])
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
      toldMs: fc.option(ms),
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
