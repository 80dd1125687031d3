/**
 * The ledger: credits reserved or spent by each person on each day in UTC, and by each team and the whole relay in each
 * month. A generation counts on the day it was accepted and for the team its person was in then, first with the
 * estimate, then with what Rivya reserved, in the end with what Rivya charged.
 */
import type { Query, WriteQuery } from '../dialect.ts'
import type { GenerationRow } from '../tables/generations.ts'

/** Owns the months of all together; ids of teams look otherwise. */
const RELAY = 'relay'

/** Whose account a generation is on, and when. */
export type Account = Pick<GenerationRow, 'token_id' | 'team_id' | 'credit_day'>

/** The day in UTC, `2026-06-01`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}

/** Of a day, `2026-06`. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** When a day's credits are free again: midnight in UTC, ISO 8601. */
export function endOfDay(day: string): string {
  return new Date(Date.parse(day) + 24 * 60 * 60_000).toISOString()
}

/** When the credits of a day's month are free again, ISO 8601. */
export function endOfMonth(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 1)).toISOString()
}

export async function readCreditsUsed(query: Query, personId: string, day: string): Promise<number> {
  const row = await query
    .selectFrom('credit_days')
    .select('credits')
    .where('token_id', '=', personId)
    .where('day', '=', day)
    .executeTakeFirst()
  return row?.credits ?? 0
}

/** In the month of that day. */
export async function readMonthOfPerson(query: Query, personId: string, day: string): Promise<number> {
  const { credits } = await query
    .selectFrom('credit_days')
    .select(({ fn }) => fn.sum<number | null>('credits').as('credits'))
    .where('token_id', '=', personId)
    .where('day', '>=', `${monthOf(day)}-01`)
    .where('day', '<=', `${monthOf(day)}-31`)
    .executeTakeFirstOrThrow()
  return credits ?? 0
}

/** @param teamId null: of all together */
export async function readMonth(query: Query, teamId: string | null, day: string): Promise<number> {
  const row = await query
    .selectFrom('credit_months')
    .select('credits')
    .where('owner', '=', teamId ?? RELAY)
    .where('month', '=', monthOf(day))
    .executeTakeFirst()
  return row?.credits ?? 0
}

/** Of every team, in the month of that day; without those that have used nothing. */
export async function readMonths(query: Query, day: string): Promise<Map<string, number>> {
  const rows = await query
    .selectFrom('credit_months')
    .select(['owner', 'credits'])
    .where('month', '=', monthOf(day))
    .execute()
  return new Map(rows.map(({ owner, credits }) => [owner, credits]))
}

/**
 * Always in the order person, team, relay, so that no two transactions wait for each other; and late in a transaction,
 * since everybody waits for the relay's row until it ends.
 *
 * @param change may be negative: what was reserved and not charged
 */
export async function countCredits(trx: WriteQuery, account: Account, change: number): Promise<void> {
  if (change === 0) return
  const { token_id, team_id, credit_day: day } = account
  await trx
    .insertInto('credit_days')
    .values({ token_id, day, credits: change })
    .onConflict((conflict) =>
      conflict
        .columns(['token_id', 'day'])
        .doUpdateSet((set) => ({ credits: set('credit_days.credits', '+', change) })),
    )
    .execute()
  for (const owner of team_id === null ? [RELAY] : [team_id, RELAY]) {
    await trx
      .insertInto('credit_months')
      .values({ owner, month: monthOf(day), credits: change })
      .onConflict((conflict) =>
        conflict
          .columns(['owner', 'month'])
          .doUpdateSet((set) => ({ credits: set('credit_months.credits', '+', change) })),
      )
      .execute()
  }
}
