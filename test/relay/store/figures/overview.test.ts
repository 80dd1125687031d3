import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { dayOf } from '../../../../relay/store/credits/credits.ts'
import { readCreditGroups, readDayResults } from '../../../../relay/store/figures/overview.ts'
import { makeCompany } from '../../../bench/admin-page/make-company.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { NOON } from '../../support/samples.ts'

const DAY_MS = 24 * 60 * 60_000
/** More than are summed at a time. */
const PEOPLE = 1100

describeOnEachDatabase('the overview', ({ createPlace, open }) => {
  it('finds those who used most in its days, wherever they stand among all, and what the rest used', async () => {
    const place = await createPlace()
    const now = NOON + 40 * DAY_MS
    await makeCompany(place, { people: PEOPLE, teams: 9, documents: 5, generations: 5000, days: 40 }, now)
    const database = await open(place)
    // The last of them, by what nobody else comes near to, on a day that is in and on one that is not.
    const days = Array.from({ length: 30 }, (_, age) => dayOf(now - (29 - age) * DAY_MS))
    for (const [person, age, credits] of [
      ['person_999', 3, 70_000],
      ['person_1', 35, 90_000],
    ] as const) {
      await sql`UPDATE generations SET credits_counted = credits_counted + ${credits} WHERE id = (
        SELECT min(id) FROM generations WHERE token_id = ${person} AND credit_day = ${dayOf(now - age * DAY_MS)})`.execute(
        database.query,
      )
      await sql`INSERT INTO credit_days (token_id, day, credits) VALUES (${person}, ${dayOf(now - age * DAY_MS)}, ${credits})
        ON CONFLICT (token_id, day) DO UPDATE SET credits = credit_days.credits + excluded.credits`.execute(
        database.query,
      )
    }
    // More than are summed at a time stand before all others in the months, with what is of earlier days.
    await sql`UPDATE generations SET credits_counted = credits_counted + 1000 WHERE credit_day < ${days[0] ?? ''}`.execute(
      database.query,
    )
    const results = await readDayResults(database, days)
    const groups = await readCreditGroups(database, days, results, 'person')
    const { rows } = await sql<{ credits: number }>`SELECT sum(credits) AS credits FROM credit_days
      WHERE day >= ${days[0] ?? ''} GROUP BY token_id ORDER BY sum(credits) DESC LIMIT 7`.execute(
      database.query,
    )
    const sums = groups.slice(0, -1).map((group) => group.credits.reduce((sum, credits) => sum + credits))
    expect(sums).toEqual(rows.map(({ credits }) => credits))
    expect(groups[0]).toMatchObject({ name: 'Person 999' })
    expect(groups[0]?.credits[26]).toBeGreaterThanOrEqual(70_000)
    expect(groups.at(-1)?.name).toBe('others')
  })
})
