/**
 * The ledger: credits reserved or spent by each person on each day in UTC. A generation counts on the day it was
 * accepted, first with the estimate, then with what Rivya reserved, in the end with what Rivya charged.
 */
import type { Query, WriteQuery } from './dialect.ts'

/** The day in UTC, `2026-06-01`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}

/** When a day's credits are free again: midnight in UTC, ISO 8601. */
export function endOfDay(day: string): string {
  return new Date(Date.parse(day) + 24 * 60 * 60_000).toISOString()
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

/** @param change may be negative: what was reserved and not charged */
export async function countCredits(
  trx: WriteQuery,
  personId: string,
  day: string,
  change: number,
): Promise<void> {
  if (change === 0) return
  await trx
    .insertInto('credit_days')
    .values({ token_id: personId, day, credits: change })
    .onConflict((conflict) =>
      conflict
        .columns(['token_id', 'day'])
        .doUpdateSet((set) => ({ credits: set('credit_days.credits', '+', change) })),
    )
    .execute()
}
