import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type QueueOfPerson, shareOutPlaces } from '../../../../relay/store/work/share-out-places.ts'

const queue = (personId: string, waiting: number, inFlight = 0, lastAdmittedAt = 0): QueueOfPerson => ({
  personId,
  waiting,
  inFlight,
  lastAdmittedAt,
})

describe('free places', () => {
  it('go round robin between those who wait', () => {
    const shares = shareOutPlaces([queue('batch', 40), queue('single', 1), queue('pair', 2)], 6)
    expect(Object.fromEntries(shares)).toEqual({ batch: 3, single: 1, pair: 2 })
  })

  it('go to the one with the fewest in flight', () => {
    expect([...shareOutPlaces([queue('batch', 34, 6), queue('single', 1)], 1)]).toEqual([['single', 1]])
  })

  it('go to the one who has waited longest when both have as many in flight', () => {
    const queues = [queue('a', 5, 1, 2000), queue('b', 5, 1, 1000)]
    expect([...shareOutPlaces(queues, 1)]).toEqual([['b', 1]])
  })

  it('are all given out while anyone waits, never more than are free or waited for', () => {
    const queues = fc.uniqueArray(
      fc.record({
        personId: fc.string(),
        waiting: fc.nat(9),
        inFlight: fc.nat(9),
        lastAdmittedAt: fc.nat(9),
      }),
      { selector: (each) => each.personId },
    )
    fc.assert(
      fc.property(queues, fc.integer({ min: -3, max: 20 }), (all, free) => {
        const shares = shareOutPlaces(all, free)
        const waiting = all.reduce((sum, each) => sum + each.waiting, 0)
        const given = [...shares.values()].reduce((sum, share) => sum + share, 0)
        expect(given).toBe(Math.min(Math.max(free, 0), waiting))
        for (const each of all) expect(shares.get(each.personId) ?? 0).toBeLessThanOrEqual(each.waiting)
      }),
    )
  })

  it('leave nobody behind by more than one, whoever waits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 40 }), { minLength: 2, maxLength: 5 }), (counts) => {
        const shares = shareOutPlaces(
          counts.map((count, index) => queue(String(index), count)),
          17,
        )
        const given = counts.map((_, index) => shares.get(String(index)) ?? 0)
        expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
