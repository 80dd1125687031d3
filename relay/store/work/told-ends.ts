/**
 * Rivya's own word that tasks have ended. It is believed in nothing: all it does is to move the next look at a task
 * forward, once, and what that look finds is all that counts.
 */
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import type { GenerationRow } from '../tables/generations.ts'

/** `late`: the tasks have been found ended before. `repeated`: said within the last second. */
export type Heard = 'looking' | 'repeated' | 'too-many' | 'late' | 'unknown'

/** No task is looked at more often for being named. */
const EACH_MS = 1000
const RUNNING = ['queued', 'processing'] as const

/** Asked for in one query; a statement has room for some ten thousand. */
const PAGE = 500

/**
 * @param findTime gives the moment for one look more; null when there are too many
 * @returns of those that are ours
 */
export async function hearOfEnds(
  database: Database,
  taskIds: readonly string[],
  now: number,
  findTime: (now: number) => Promise<number | null>,
): Promise<Map<string, Heard>> {
  const heard = new Map<string, Heard>()
  for (let from = 0; from < taskIds.length; from += PAGE) {
    const rows = await database.query
      .selectFrom('generations')
      .select(['id', 'token_id', 'status', 'submitted_at', 'told_at', 'upstream_task_id'])
      .where('upstream_task_id', 'in', taskIds.slice(from, from + PAGE))
      .execute()
    for (const row of rows)
      heard.set(row.upstream_task_id ?? '', await hearOfOne(database, row, now, findTime))
  }
  return heard
}

type Told = Pick<GenerationRow, 'id' | 'token_id' | 'status' | 'submitted_at' | 'told_at'>

async function hearOfOne(
  database: Database,
  row: Told,
  now: number,
  findTime: (now: number) => Promise<number | null>,
): Promise<Heard> {
  const toldMs = now - (row.submitted_at ?? now)
  if (!RUNNING.some((status) => status === row.status)) {
    await noteLateWord(database, row.id, toldMs)
    return 'late'
  }
  if (row.told_at !== null && row.told_at > now - EACH_MS && row.told_at <= now) return 'repeated'
  const at = await findTime(now)
  if (at === null) return 'too-many'
  const isTold = await database.write(async (trx, touched) => {
    const isNoted = await lookAt(trx, row.id, at, now, isFirstOfSecond(now))
    // Also wakes the relay that watches it, wherever that is.
    if (isNoted) touched(row.token_id)
    return isNoted
  })
  if (isTold) return 'looking'
  // Since it was read another relay has heard the same, or a look has found the end.
  await noteLateWord(database, row.id, toldMs)
  return 'repeated'
}

/** Of two relays that hear the same at the same instant one looks. */
function isFirstOfSecond(now: number) {
  return sql<boolean>`(told_at is null or told_at <= ${now - EACH_MS} or told_at > ${now})`
}

/** For a look that was under way when the word came: it may have seen the task just before its end. */
export async function lookAgain(database: Database, id: string, now: number): Promise<void> {
  await database.transact((trx) => lookAt(trx, id, now, now))
}

/**
 * What waits because of trouble goes on waiting: a `Retry-After` is a lower bound.
 *
 * @param condition of the row as it is then
 */
async function lookAt(
  trx: WriteQuery,
  id: string,
  at: number,
  now: number,
  condition = sql<boolean>`true`,
): Promise<boolean> {
  const isMoved = sql<boolean>`setbacks = 0 and next_step_at > ${at}`
  const changed = await trx
    .updateTable('generations')
    .set({
      told_at: now,
      planned_look_at: sql`case when ${isMoved} then coalesce(planned_look_at, next_step_at) else planned_look_at end`,
      next_step_at: sql`case when ${isMoved} then ${at} else next_step_at end`,
    })
    .where('id', '=', id)
    .where('status', 'in', RUNNING)
    .where(condition)
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

/** So that it is known whether such words can be relied on. An earlier one that was wrong does not count. */
async function noteLateWord(database: Database, id: string, toldMs: number): Promise<void> {
  await database.query
    .updateTable('durations')
    .set({ told_ms: toldMs })
    .where('id', '=', id)
    .where(({ eb, or, ref }) => or([eb('told_ms', 'is', null), eb('told_ms', '<', ref('not_yet_ms'))]))
    .execute()
}

/** Null: never told, or not yet. */
export async function wasEndTold({ query }: Database, id: string): Promise<boolean> {
  const row = await query.selectFrom('durations').select('told_ms').where('id', '=', id).executeTakeFirst()
  return row?.told_ms != null
}

/** Those that run and whose next look is still to come. */
export async function findQuiet({ query }: Database, now: number): Promise<GenerationRow[]> {
  return query
    .selectFrom('generations')
    .selectAll()
    .where('status', 'in', RUNNING)
    .where('setbacks', '=', 0)
    .where('next_step_at', '>', now)
    .execute()
}

/** @returns whether it comes earlier than it was planned */
export async function lookEarlier(database: Database, row: GenerationRow, at: number): Promise<boolean> {
  return database.write(async (trx, touched) => {
    const { numUpdatedRows } = await trx
      .updateTable('generations')
      .set({ next_step_at: at })
      .where('id', '=', row.id)
      .where('next_step_at', '=', row.next_step_at)
      .where('next_step_at', '>', at)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) touched(row.token_id)
    return numUpdatedRows > 0n
  })
}
