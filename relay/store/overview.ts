/** Figures of the last days, from the sums alone. */
import type { Database } from './database.ts'
import { readNamesOf } from './names.ts'

export type GroupedBy = 'team' | 'person'

/** `credits`: one for each day. */
export type CreditGroup = { name: string; credits: number[] }
export type DayResults = { images: number; failed: number; unknown: number }
/** Milliseconds from the press to the image, as rounded as they are kept. */
export type DayWaits = { median: number; p95: number } | null

/** More colours than these can't be told apart; the rest is one. */
const MAX_GROUPS = 7

/** Those that used most first. @param days in their order, without gaps */
export async function readCreditGroups(
  database: Database,
  days: readonly string[],
  by: GroupedBy,
): Promise<CreditGroup[]> {
  const column = by === 'team' ? 'team_id' : 'token_id'
  const inDays = database.query
    .selectFrom('usage_days')
    .where('day', '>=', days[0] ?? '')
    .where('day', '<=', days.at(-1) ?? '')
  const largest = await inDays
    .select(({ fn, eb }) => [eb.ref(column).as('id'), fn.sum<number>('credits').as('credits')])
    .groupBy(column)
    .orderBy('credits', 'desc')
    .orderBy(column)
    .limit(MAX_GROUPS)
    .execute()
  const ids = largest.map(({ id }) => id)
  const ofGroups = await inDays
    .select(({ fn, eb }) => ['day', eb.ref(column).as('id'), fn.sum<number>('credits').as('credits')])
    .where(column, 'in', ids.length === 0 ? [''] : ids)
    .groupBy(['day', column])
    .execute()
  const ofAll = await inDays
    .select(({ fn }) => ['day', fn.sum<number>('credits').as('credits')])
    .groupBy('day')
    .execute()
  const names = await readNamesOf(database, ids)
  const groups = ids.map((id) => ({
    name: id === '' ? `(no ${by})` : (names.get(id) ?? id),
    credits: days.map((day) => ofGroups.find((row) => row.id === id && row.day === day)?.credits ?? 0),
  }))
  const rest = days.map((day, index) => {
    const all = ofAll.find((row) => row.day === day)?.credits ?? 0
    return groups.reduce((left, { credits }) => left - (credits[index] ?? 0), all)
  })
  return rest.some((credits) => credits !== 0) ? [...groups, { name: 'others', credits: rest }] : groups
}

export async function readDayResults(database: Database, days: readonly string[]): Promise<DayResults[]> {
  const rows = await database.query
    .selectFrom('usage_days')
    .select(({ fn }) => [
      'day',
      fn.sum<number>('images').as('images'),
      fn.sum<number>('failed').as('failed'),
      fn.sum<number>('unknown').as('unknown'),
    ])
    .where('day', '>=', days[0] ?? '')
    .where('day', '<=', days.at(-1) ?? '')
    .groupBy('day')
    .execute()
  return days.map((day) => {
    const { images = 0, failed = 0, unknown = 0 } = rows.find((row) => row.day === day) ?? {}
    return { images: Number(images), failed: Number(failed), unknown: Number(unknown) }
  })
}

/** Null for days without an image. */
export async function readDayWaits(database: Database, days: readonly string[]): Promise<DayWaits[]> {
  const rows = await database.query
    .selectFrom('wait_days')
    .selectAll()
    .where('day', '>=', days[0] ?? '')
    .where('day', '<=', days.at(-1) ?? '')
    .orderBy('waited_ms')
    .execute()
  return days.map((day) => {
    const waits = rows.filter((row) => row.day === day)
    return waits.length === 0 ? null : { median: shareOf(waits, 0.5), p95: shareOf(waits, 0.95) }
  })
}

/** Nearest rank. @param waits shortest first */
function shareOf(waits: readonly { waited_ms: number; generations: number }[], share: number): number {
  const all = waits.reduce((sum, { generations }) => sum + generations, 0)
  let rank = Math.ceil(all * share)
  for (const { waited_ms, generations } of waits) {
    rank -= generations
    if (rank <= 0) return waited_ms
  }
  return waits.at(-1)?.waited_ms ?? 0
}
