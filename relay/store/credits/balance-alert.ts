/** The alert of a low balance: one limit, one address, and how far telling it has come. */
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { BalanceAlertRow } from '../tables/work.ts'

const ONLY = 1
/** Between the attempts to tell it; after the last it is given up until the next crossing. */
const PAUSES_MS = [60_000, 5 * 60_000, 30 * 60_000, 2 * 60 * 60_000]

export async function readBalanceAlert({ query }: Database): Promise<BalanceAlertRow | undefined> {
  return query.selectFrom('balance_alert').selectAll().where('id', '=', ONLY).executeTakeFirst()
}

/** Begins anew: a balance that is below already is told of once. @param alert null: none */
export async function setBalanceAlert(
  database: Database,
  alert: { credits: number; url: string } | null,
  note: Note,
): Promise<void> {
  await database.transact(async (trx) => {
    await trx.deleteFrom('balance_alert').where('id', '=', ONLY).execute()
    if (alert !== null) {
      const none = { balance: null, next_attempt_at: null, told_at: null, fault: null }
      await trx
        .insertInto('balance_alert')
        .values({ id: ONLY, ...alert, is_below: 0, attempts: 0, ...none })
        .execute()
    }
    await note(trx)
  })
}

/**
 * What this relay is to tell now, if it is: of several that see the same crossing or the same pause end, one. Whoever is
 * killed while telling leaves it to the next attempt.
 */
export async function claimBalanceAlert(
  database: Database,
  balance: number,
  now: number,
): Promise<BalanceAlertRow | null> {
  return database.transact(async (trx) => {
    const alert = await trx.selectFrom('balance_alert').selectAll().where('id', '=', ONLY).executeTakeFirst()
    if (alert === undefined) return null
    const isBelow = balance < alert.credits
    if (!isBelow) {
      if (alert.is_below === 1) {
        await trx
          .updateTable('balance_alert')
          .set({ is_below: 0, attempts: 0, next_attempt_at: null, fault: null })
          .where('id', '=', ONLY)
          .execute()
      }
      return null
    }
    const isNew = alert.is_below === 0
    if (!isNew && (alert.next_attempt_at === null || alert.next_attempt_at > now)) return null
    const attempts = isNew ? 1 : alert.attempts + 1
    const pauseMs = PAUSES_MS[attempts - 1]
    // Under the condition that it still stands as it was read: of two replicas one changes a row.
    const claimed = await trx
      .updateTable('balance_alert')
      .set({ is_below: 1, attempts, balance, next_attempt_at: pauseMs === undefined ? null : now + pauseMs })
      .where('id', '=', ONLY)
      .where('is_below', '=', alert.is_below)
      .where('attempts', '=', alert.attempts)
      .returningAll()
      .executeTakeFirst()
    return claimed ?? null
  })
}

/** @param fault null: it was taken */
export async function endBalanceAttempt(
  { query }: Database,
  fault: string | null,
  now: number,
): Promise<void> {
  await query
    .updateTable('balance_alert')
    .set(fault === null ? { told_at: now, next_attempt_at: null, fault } : { fault })
    .where('id', '=', ONLY)
    .execute()
}
