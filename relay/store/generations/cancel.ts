/** Ends what has not been sent to Rivya, so that it never will be and costs nothing. */
import type { Note } from '../audit.ts'
import { type Account, countCredits } from '../credits/credits.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import type { GenerationRow } from '../tables/generations.ts'
import { isStillRunning } from './events.ts'
import { raiseChange } from './generations.ts'

export type Cancelled = 'cancelled' | 'sent' | 'not-found'

const CANCELLED = 'Whoever runs the relay has cancelled this before it was sent. Nothing was charged.'

/** `sent`: an attempt that may have arrived has left its mark before, or it has ended. */
export async function cancelGeneration(
  database: Database,
  id: string,
  now: number,
  note?: Note,
): Promise<Cancelled> {
  const row = await database.query
    .selectFrom('generations')
    .select('token_id')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return 'not-found'
  return database.write(async (trx, touched) => {
    const change = await raiseChange(trx, row.token_id)
    const unsent = await cancelUnsent(trx, id, change, now)
    if (unsent === undefined) return 'sent'
    await countCredits(trx, unsent, -unsent.credits_counted)
    touched(row.token_id)
    await note?.(trx)
    return 'cancelled'
  })
}

/** Of a person whose row is locked. @returns how many */
export async function cancelAllUnsent(trx: WriteQuery, personId: string, now: number): Promise<number> {
  const rows = await trx
    .selectFrom('generations')
    .select('id')
    .where('token_id', '=', personId)
    // By the index of just these.
    .where(isStillRunning)
    .where('status', 'in', ['accepted', 'submitting'])
    .execute()
  const cancelled: Unsent[] = []
  for (const { id } of rows) {
    const unsent = await cancelUnsent(trx, id, await raiseChange(trx, personId), now)
    if (unsent !== undefined) cancelled.push(unsent)
  }
  // At the end, since the books hold up everybody.
  for (const unsent of cancelled) await countCredits(trx, unsent, -unsent.credits_counted)
  return cancelled.length
}

type Unsent = Account & Pick<GenerationRow, 'credits_counted'>

/** @returns what its credits are counted as, to be given back; undefined when it may have been sent */
async function cancelUnsent(
  trx: WriteQuery,
  id: string,
  change: number,
  now: number,
): Promise<Unsent | undefined> {
  // The mark of an attempt is set under the same condition, so one of the two comes too late.
  const unsent = await trx
    .updateTable('generations')
    .set({
      status: 'failed',
      failure_code: 'cancelled',
      failure_message: CANCELLED,
      has_slot: 0,
      next_step_at: null,
      lease_owner: null,
      lease_until: null,
      expected_at: null,
      upstream_body: null,
      credits_final: 0,
      updated_at: now,
      change,
    })
    .where('id', '=', id)
    .where('status', 'in', ['accepted', 'submitting'])
    .where('doubt_since', 'is', null)
    .returning(['token_id', 'team_id', 'credit_day', 'credits_counted'])
    .executeTakeFirst()
  if (unsent === undefined) return undefined
  await trx.updateTable('generations').set({ credits_counted: 0 }).where('id', '=', id).execute()
  return unsent
}
