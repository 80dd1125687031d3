import { describe, expect, it } from 'vitest'
import { isClockTrusted, judgeClock } from '../../../../relay/store/cleanup/trust-clock.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { addToken, makePng, NOON, PNG_HEADER, sha256 } from '../../support/samples.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

describe('a clock', () => {
  it.each([
    ['where nothing is known', null, null, 'trusted'],
    ['that has gone on', NOON - HOUR_MS, null, 'trusted'],
    ['after a weekend day without a relay', NOON - 2 * DAY_MS, null, 'trusted'],
    ['that was set back', NOON + 40 * DAY_MS, null, 'trusted'],
    ['that has jumped', NOON - 40 * DAY_MS, null, 'doubted-anew'],
    ['that has jumped a moment ago', NOON - 40 * DAY_MS, NOON - HOUR_MS, 'doubted'],
    ['that has jumped and gone on for a day', NOON - 40 * DAY_MS, NOON - DAY_MS, 'trusted'],
    ['that had jumped further', NOON - 40 * DAY_MS, NOON + DAY_MS, 'doubted-anew'],
  ])('%s is judged', (_, seenAt, doubtedAt, verdict) => {
    expect(judgeClock({ now: NOON, seenAt, doubtedAt })).toBe(verdict)
  })
})

describeOnEachDatabase('a clock that deletes', ({ openThree }) => {
  it('is not trusted while it is 40 days ahead for a moment, by whichever relay', async () => {
    const [one, two, three] = await openThree()
    expect(await isClockTrusted(one, NOON)).toBe(true)
    expect(await isClockTrusted(two, NOON + 40 * DAY_MS)).toBe(false)
    expect(await isClockTrusted(three, NOON + 40 * DAY_MS + HOUR_MS)).toBe(false)
    expect(await isClockTrusted(one, NOON + 3 * HOUR_MS)).toBe(true)
    // Ahead once more, and for longer: it begins anew.
    expect(await isClockTrusted(two, NOON + 42 * DAY_MS)).toBe(false)
    expect(await isClockTrusted(two, NOON + 43 * DAY_MS - 1)).toBe(false)
    expect(await isClockTrusted(two, NOON + 43 * DAY_MS)).toBe(true)
    expect(await isClockTrusted(two, NOON + 43 * DAY_MS + HOUR_MS)).toBe(true)
  })

  it('is compared with what is there before it was ever trusted', async () => {
    const [database] = await openThree()
    const { id } = await addToken(database)
    const data = makePng()
    await saveUpload(database, id, { id: sha256(data), header: PNG_HEADER, data }, NOON)
    expect(await isClockTrusted(database, NOON + 40 * DAY_MS)).toBe(false)
    expect(await isClockTrusted(database, NOON + HOUR_MS)).toBe(true)
  })
})
