import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isControl, makeSchedule, type Schedule } from '../../../../relay/work/schedule/poll-schedule.ts'

const SECOND = 1000
const TEN_MINUTES = 600 * SECOND
const SUBMITTED_AT = 1_700_000_000_000

/** What "after 2.5 s, then every 5 s" would have made by then. */
const looksOfFixedSchedule = (ms: number) => (ms < 2500 ? 0 : 1 + Math.floor((ms - 2500) / 5000))

const duration = fc.oneof(
  fc.integer({ min: 1, max: 60_000 }),
  fc.integer({ min: 1, max: 3_600_000 }),
  fc.constantFrom(0, -5, 1, 2000, 2500, 7499, 7500, 599_999, 600_000),
)
const history = fc.array(fc.array(duration, { maxLength: 60 }), { maxLength: 3 })

/** A schedule that knows these durations exactly. */
const scheduleOf = (durations: number[][]) =>
  makeSchedule(
    durations.map((group) =>
      group.map((ms) => ({ notYetMs: ms, foundMs: ms, saidMs: null, saidBeforeMs: null, toldMs: null })),
    ),
  )

/** Looks at a task until `untilMs` after submission; each happens as much late as `delaysMs` says in turn. */
function lookUntil(schedule: Schedule, untilMs: number, delaysMs: number[] = [0]): number[] {
  const looks: number[] = []
  let now = SUBMITTED_AT
  for (;;) {
    const last = looks.at(-1)
    const lastLookAt = last === undefined ? null : SUBMITTED_AT + last
    const next = schedule.nextLookAt({ submittedAt: SUBMITTED_AT, looks: looks.length, lastLookAt, now })
    now = next + (delaysMs[looks.length % delaysMs.length] ?? 0)
    if (now - SUBMITTED_AT > untilMs) return looks
    looks.push(now - SUBMITTED_AT)
  }
}

const meanWait = (looks: number[], durations: number[]) =>
  durations.reduce((sum, ms) => sum + (looks.find((look) => look >= ms) ?? Number.NaN) - ms, 0) /
  durations.length

const FIXED = Array.from({ length: 120 }, (_, index) => 2500 + index * 5000)

describe('the rules of polling hold for every history and however late the looks are', () => {
  const delays = fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 5 })

  it('the first look is not before 2 s, and no two are within 2 s', () => {
    fc.assert(
      fc.property(history, delays, (seen, late) => {
        const looks = lookUntil(scheduleOf(seen), TEN_MINUTES, late)
        expect(looks[0]).toBeGreaterThanOrEqual(2000)
        looks.slice(1).forEach((look, index) => {
          expect(look - (looks[index] ?? 0)).toBeGreaterThanOrEqual(2000)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('at no moment there have been more looks than the fixed schedule would have made', () => {
    fc.assert(
      fc.property(history, delays, (seen, late) => {
        lookUntil(scheduleOf(seen), TEN_MINUTES, late).forEach((look, index) => {
          expect(index + 1).toBeLessThanOrEqual(looksOfFixedSchedule(look))
        })
      }),
      { numRuns: 40 },
    )
  })

  it('also when the history changes while a task is watched', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 2, maxLength: 4 }), (histories) => {
        const schedules = histories.map(scheduleOf)
        const changing: Schedule = {
          expectedMs: 0,
          believesTimes: false,
          believesWord: false,
          nextLookAt: (task) => (schedules[task.looks % schedules.length] as Schedule).nextLookAt(task),
        }
        lookUntil(changing, TEN_MINUTES).forEach((look, index, looks) => {
          expect(index + 1).toBeLessThanOrEqual(looksOfFixedSchedule(look))
          expect(look - (looks[index - 1] ?? -2000)).toBeGreaterThanOrEqual(2000)
        })
      }),
      { numRuns: 20 },
    )
  })

  it('a look that is never due comes at the latest at ten minutes, and then every minute', () => {
    fc.assert(
      fc.property(history, (seen) => {
        const looks = lookUntil(scheduleOf(seen), TEN_MINUTES + 5 * 60 * SECOND)
        const late = looks.filter((look) => look >= TEN_MINUTES)
        expect(late[0]).toBeLessThan(TEN_MINUTES + 60 * SECOND)
        late.slice(1).forEach((look, index) => {
          expect(look - (late[index] ?? 0)).toBe(60 * SECOND)
        })
        expect(late.length).toBeGreaterThanOrEqual(5)
      }),
      { numRuns: 20 },
    )
  })
})

describe('one decision', () => {
  const schedule = scheduleOf([[15_000, 16_000, 17_000]])
  const task = { submittedAt: SUBMITTED_AT, looks: 1, lastLookAt: SUBMITTED_AT + 14_000, now: SUBMITTED_AT }

  it('takes the end of a Retry-After as the earliest moment', () => {
    const notBefore = SUBMITTED_AT + 90_000
    expect(schedule.nextLookAt({ ...task, notBefore })).toBe(notBefore)
  })

  it('is not moved by a Retry-After that ends sooner', () => {
    const notBefore = SUBMITTED_AT + 14_500
    expect(schedule.nextLookAt({ ...task, notBefore })).toBe(schedule.nextLookAt(task))
  })

  it('is at once when its moment has passed, as after a restart', () => {
    const now = SUBMITTED_AT + 200_000
    expect(schedule.nextLookAt({ ...task, now })).toBe(now)
  })

  it('keeps the gap when looks were made faster than allowed', () => {
    const lastLookAt = SUBMITTED_AT + 16_000
    expect(schedule.nextLookAt({ ...task, looks: 9, lastLookAt })).toBe(SUBMITTED_AT + 47_500)
    expect(schedule.nextLookAt({ ...task, lastLookAt })).toBeGreaterThanOrEqual(SUBMITTED_AT + 18_000)
  })
})

describe('at the end of ten minutes', () => {
  it('a task that used every look of the fixed schedule waits for that schedule once more', () => {
    const lastLookAt = SUBMITTED_AT + 597_500
    const task = { submittedAt: SUBMITTED_AT, looks: 120, lastLookAt, now: SUBMITTED_AT }
    expect(scheduleOf([]).nextLookAt(task)).toBe(SUBMITTED_AT + 602_500)
  })
})

describe('where the looks are put', () => {
  it('spends the saved looks where the results come in', () => {
    const durations = Array.from({ length: 60 }, (_, index) => 14_000 + index * 100)
    const looks = lookUntil(scheduleOf([durations]), 30_000)
    expect(looks[0]).toBeGreaterThan(12_000)
    expect(looks.filter((look) => look >= 13_000 && look <= 22_500).length).toBeGreaterThanOrEqual(4)
  })

  it('waits less than the fixed schedule from the first task on, if the model is about as fast as is said', () => {
    const durations = [11, 13, 14, 15, 16, 17, 18, 20, 24].map((seconds) => seconds * SECOND)
    const looks = lookUntil(scheduleOf([]), 60_000)
    expect(meanWait(looks, durations)).toBeLessThan(meanWait(FIXED, durations))
  })

  it('learns within a few results that tasks are much faster than the first guess', () => {
    const schedule = scheduleOf([[4100, 3900, 4300, 4000, 4200]])
    const first = schedule.nextLookAt({
      submittedAt: SUBMITTED_AT,
      looks: 0,
      lastLookAt: null,
      now: SUBMITTED_AT,
    })
    expect(first - SUBMITTED_AT).toBeLessThanOrEqual(6000)
  })

  it('follows a drift: the newest results decide over many older ones', () => {
    const older = Array.from({ length: 60 }, () => 10_000)
    const newer = Array.from({ length: 40 }, (_, index) => 28_000 + index * 100)
    const looks = lookUntil(scheduleOf([[...newer, ...older]]), 60_000)
    expect(meanWait(looks, newer)).toBeLessThan(1700)
  })

  it('goes by a broader group while there is little of its own', () => {
    const broader = Array.from({ length: 60 }, (_, index) => 30_000 + index * 50)
    const own = [31_000]
    const durations = [30_500, 31_000, 31_500, 32_000]
    const alone = meanWait(lookUntil(scheduleOf([own]), 60_000), durations)
    expect(meanWait(lookUntil(scheduleOf([own, broader]), 60_000), durations)).toBeLessThan(alone)
  })

  it('believes its own results over a broader group once there are enough', () => {
    const broader = Array.from({ length: 100 }, () => 30_000)
    const own = Array.from({ length: 50 }, (_, index) => 9000 + index * 20)
    const looks = lookUntil(scheduleOf([own, broader]), 60_000)
    expect(meanWait(looks, own)).toBeLessThan(1500)
  })
})

describe("where Rivya's word of an end has proved to come", () => {
  const took = Array.from({ length: 40 }, (_, index) => 12_000 + index * 200)
  const heard = (toldMs: (ms: number) => number | null) =>
    took.map((ms) => ({ notYetMs: ms, foundMs: ms, saidMs: null, saidBeforeMs: null, toldMs: toldMs(ms) }))
  const inTime = heard((ms) => ms + 50)
  const first = (schedule: Schedule, leansOnWord: boolean) =>
    schedule.nextLookAt({ submittedAt: 0, looks: 0, lastLookAt: null, now: 0, leansOnWord })

  it('no look is made before nine of ten tasks have ended', () => {
    const schedule = makeSchedule([inTime], true)
    expect(first(schedule, false)).toBeLessThan(14_000)
    expect(first(schedule, true)).toBeGreaterThan(18_500)
    expect(first(schedule, true)).toBeLessThan(21_000)
  })

  it('looks go on as ever from then on, and are never more than they would have been', () => {
    const schedule = makeSchedule([inTime], true)
    const quiet = { submittedAt: SUBMITTED_AT, now: SUBMITTED_AT, leansOnWord: true }
    const looks = [0]
    while (looks.length < 40) {
      const last = looks.at(-1) ?? 0
      const lastLookAt = last === 0 ? null : SUBMITTED_AT + last
      looks.push(schedule.nextLookAt({ ...quiet, looks: looks.length - 1, lastLookAt }) - SUBMITTED_AT)
    }
    looks.slice(1).forEach((look, index) => {
      expect(index + 1).toBeLessThanOrEqual(looksOfFixedSchedule(look))
      if (index > 0) expect(look - (looks[index] ?? 0)).toBeLessThanOrEqual(62_000)
    })
  })

  it.each([
    ['the words stop', heard(() => null)],
    ['the words come late', heard((ms) => ms + 5000)],
  ])('all looks are made again as soon as %s', (_, missing) => {
    const schedule = makeSchedule([[...missing.slice(0, 1), ...inTime]], true)
    expect(first(schedule, true)).toBe(first(schedule, false))
  })

  it('all looks are made where Rivya is not asked to tell', () => {
    const schedule = makeSchedule([inTime], false)
    expect(first(schedule, true)).toBe(first(schedule, false))
  })

  it('one task in eight is looked at as ever', () => {
    const ids = Array.from({ length: 256 }, (_, index) => `gen_${index.toString(16).padStart(2, '0')}`)
    expect(ids.filter(isControl)).toHaveLength(32)
  })
})

describe('the expected duration', () => {
  it('is the guess of 15 to 20 seconds before anything was seen', () => {
    const { expectedMs } = scheduleOf([])
    expect(expectedMs).toBeGreaterThan(14_000)
    expect(expectedMs).toBeLessThan(20_000)
  })

  it('comes near the middle of what was seen', () => {
    const { expectedMs } = scheduleOf([Array.from({ length: 60 }, (_, index) => 38_000 + (index % 5) * 1000)])
    expect(expectedMs).toBeGreaterThan(38_000)
    expect(expectedMs).toBeLessThan(42_000)
  })

  it('is not thrown by durations that can not be', () => {
    expect(scheduleOf([[0, -1]]).expectedMs).toBe(scheduleOf([]).expectedMs)
  })
})
