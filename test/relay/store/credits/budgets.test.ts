import { expect, it } from 'vitest'
import { readCreditsUsed, readMonth, readMonthOfPerson } from '../../../../relay/store/credits/credits.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { acceptGeneration } from '../../../../relay/store/generations/accept.ts'
import { forgetGeneration } from '../../../../relay/store/generations/generations.ts'
import { changePerson } from '../../../../relay/store/people/people.ts'
import { insertTeam, joinTeam, limitTeam } from '../../../../relay/store/people/teams.ts'
import { claimDue } from '../../../../relay/store/work/leases.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, makeIntent, NOON } from '../../support/samples.ts'

const DAY = '2026-06-01'
const DAY_MS = 24 * 60 * 60_000
const SHOP = { id: 'shop', name: 'Shop', monthly_credits: 100, created_at: NOON }

describeOnEachDatabase('budgets', ({ open, openThree }) => {
  async function beginTeam(database: Database, people: number): Promise<string[]> {
    await insertTeam(database, SHOP)
    const ids: string[] = []
    for (let number = 0; number < people; number += 1) {
      const { id } = await addToken(database)
      await joinTeam(database, SHOP.id, id)
      ids.push(id)
    }
    return ids
  }

  it('let a hundred callers at once, at three relays, reserve exactly what a team has', async () => {
    const relays = await openThree()
    const people = await beginTeam(relays[0], 10)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        acceptGeneration(relays[number % 3] ?? relays[0], makeIntent(people[number % 10] ?? '')),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(20)
    expect(await readMonth(relays[0].query, SHOP.id, DAY)).toBe(100)
    expect(await readMonth(relays[0].query, null, DAY)).toBe(100)
    const refused = outcomes.find(({ kind }) => kind === 'quota-exceeded')
    expect(refused).toMatchObject({
      teamName: 'Shop',
      limit: { of: 'team', period: 'month', limit: 100, used: 100, resets_at: '2026-07-01T00:00:00.000Z' },
    })
  })

  it('let a hundred callers at once reserve exactly what the whole relay has', async () => {
    const relays = await openThree()
    const people = await Promise.all(Array.from({ length: 10 }, () => addToken(relays[0])))
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        acceptGeneration(
          relays[number % 3] ?? relays[0],
          makeIntent(people[number % 10]?.id ?? '', { relayCredits: 52 }),
        ),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(10)
    expect(await readMonth(relays[0].query, null, DAY)).toBe(50)
  })

  it('count a person’s month over its days, and begin anew with the next', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await changePerson(database, id, { monthly_credits: 10 })
    await accept(database, id, { now: NOON })
    await accept(database, id, { now: NOON + 10 * DAY_MS })
    const third = await acceptGeneration(database, makeIntent(id, { now: NOON + 20 * DAY_MS }))
    expect(third).toMatchObject({
      kind: 'quota-exceeded',
      limit: { of: 'person', period: 'month', used: 10 },
    })
    expect(await readMonthOfPerson(database.query, id, DAY)).toBe(10)
    await accept(database, id, { now: NOON + 30 * DAY_MS })
  })

  it('reserve nothing anywhere for what one of them refuses', async () => {
    const database = await open()
    const [id = ''] = await beginTeam(database, 1)
    await limitTeam(database, SHOP.id, 4)
    expect((await acceptGeneration(database, makeIntent(id))).kind).toBe('quota-exceeded')
    expect(await readCreditsUsed(database.query, id, DAY)).toBe(0)
    expect(await readMonth(database.query, SHOP.id, DAY)).toBe(0)
    expect(await readMonth(database.query, null, DAY)).toBe(0)
    const { last_change } = await database.query
      .selectFrom('people')
      .select('last_change')
      .executeTakeFirstOrThrow()
    expect(last_change).toBe(0)
  })

  it('are settled by the final price, in the month of the acceptance, for the team of then', async () => {
    const database = await open()
    const [id = ''] = await beginTeam(database, 1)
    const row = await accept(database, id)
    await insertTeam(database, { ...SHOP, id: 'other', name: 'Other' })
    await joinTeam(database, 'other', id)
    const { id: generationId } = row
    await database.query
      .updateTable('generations')
      .set({ next_step_at: NOON, has_slot: 1 })
      .where('id', '=', generationId)
      .execute()
    const later = NOON + 40 * DAY_MS
    const [claimed] = await claimDue(database, { owner: 'me', now: later, leaseMs: 1000, limit: 1 })
    if (claimed === undefined) throw new Error('nothing was claimed')
    const change = { status: 'succeeded', credits_counted: 7, credits_final: 7, next_step_at: null } as const
    await saveStep(database, claimed, { change, owner: 'me', now: later })
    expect(await readMonth(database.query, SHOP.id, DAY)).toBe(7)
    expect(await readMonth(database.query, 'other', DAY)).toBe(0)
    expect(await readMonth(database.query, null, DAY)).toBe(7)
  })

  it('get back what was never sent', async () => {
    const database = await open()
    const [id = ''] = await beginTeam(database, 1)
    const row = await accept(database, id)
    await forgetGeneration(database, id, row.id, NOON)
    expect(await readMonth(database.query, SHOP.id, DAY)).toBe(0)
    expect(await readMonth(database.query, null, DAY)).toBe(0)
  })
})
