/** Figures of the last days, from the sums alone. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { readNamesOf } from '../people/names.ts'

export type GroupedBy = 'team' | 'person'

/** `credits`: one for each day. */
type CreditGroup = { name: string; credits: number[] }
type DayResults = { credits: number; images: number; failed: number; unknown: number }
/** Milliseconds from the press to the image, as rounded as they are kept. */
type DayWaits = { median: number; p95: number } | null

/** More colours than these can't be told apart; the rest is one. */
const MAX_GROUPS = 7
const PEOPLE_AT_ONCE = 50

/**
 * Those that used most first.
 *
 * @param days in their order, without gaps
 * @param results of these days
 */
export async function readCreditGroups(
  database: Database,
  days: readonly string[],
  results: readonly DayResults[],
  by: GroupedBy,
): Promise<CreditGroup[]> {
  const sums = by === 'team' ? await sumTeams(database, days) : await sumLargestPeople(database, days)
  const largest = largestOf(sums)
  const names = await readNamesOf(
    database,
    largest.map(({ id }) => id),
  )
  const groups = largest.map(({ id, credits }) => ({
    name: id === '' ? `(no ${by})` : (names.get(id) ?? id),
    credits,
  }))
  const rest = results.map((result, index) =>
    groups.reduce((left, { credits }) => left - (credits[index] ?? 0), result.credits),
  )
  return rest.some((credits) => credits !== 0) ? [...groups, { name: 'others', credits: rest }] : groups
}

type Sum = { id: string; credits: number[] }

function largestOf(sums: readonly Sum[]): Sum[] {
  return sums
    .map((sum) => ({ sum, all: add(sum.credits) }))
    .sort((one, other) => other.all - one.all || (one.sum.id < other.sum.id ? -1 : 1))
    .slice(0, MAX_GROUPS)
    .map(({ sum }) => sum)
}

async function sumTeams({ query }: Database, days: readonly string[]): Promise<Sum[]> {
  const rows = await query
    .selectFrom('team_days')
    .select(['day', 'team_id as id', 'credits'])
    .where('day', '>=', days[0] ?? '')
    .where('day', '<=', days.at(-1) ?? '')
    .where('generations', '>', 0)
    .execute()
  return byGroup(rows, days)
}

/**
 * There may be thousands. Nobody has used more in some days than in the months of these days, so those who used most in the
 * months are added up first, and mostly they are all.
 */
async function sumLargestPeople({ query }: Database, days: readonly string[]): Promise<Sum[]> {
  const ofMonths = await query
    .selectFrom('person_months')
    .select(({ fn }) => ['token_id as id', fn.sum<number>('credits').as('credits')])
    .where('month', 'in', [...new Set(days.map((day) => day.slice(0, 7)))])
    .groupBy('token_id')
    .orderBy('credits', 'desc')
    .orderBy('token_id')
    .execute()
  let largest: Sum[] = []
  for (let at = 0; at < ofMonths.length; at += PEOPLE_AT_ONCE) {
    const least = largest[MAX_GROUPS - 1]
    if (least !== undefined && add(least.credits) >= (ofMonths[at]?.credits ?? 0)) break
    // SQLite works on the thread that reads the sockets: everything else has its turn in between.
    if (at > 0) await nextTurn()
    const rows = await query
      .selectFrom('credit_days')
      .select(['day', 'token_id as id', 'credits'])
      .where(
        'token_id',
        'in',
        ofMonths.slice(at, at + PEOPLE_AT_ONCE).map(({ id }) => id),
      )
      .where('day', '>=', days[0] ?? '')
      .where('day', '<=', days.at(-1) ?? '')
      .where('credits', '>', 0)
      .execute()
    largest = largestOf([...largest, ...byGroup(rows, days)])
  }
  return largest
}

function byGroup(
  rows: readonly { day: string; id: string; credits: number }[],
  days: readonly string[],
): Sum[] {
  const places = new Map(days.map((day, index) => [day, index]))
  const sums = new Map<string, number[]>()
  for (const { day, id, credits } of rows) {
    const sum = sums.get(id) ?? days.map(() => 0)
    sums.set(id, sum)
    sum[places.get(day) ?? 0] = credits
  }
  return [...sums].map(([id, credits]) => ({ id, credits }))
}

function add(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

export async function readDayResults({ query }: Database, days: readonly string[]): Promise<DayResults[]> {
  const rows = await query
    .selectFrom('team_days')
    .select(({ fn }) => [
      'day',
      fn.sum<number>('credits').as('credits'),
      fn.sum<number>('images').as('images'),
      fn.sum<number>('failed').as('failed'),
      fn.sum<number>('unknown').as('unknown'),
    ])
    .where('day', '>=', days[0] ?? '')
    .where('day', '<=', days.at(-1) ?? '')
    .groupBy('day')
    .execute()
  return days.map((day) => {
    const { credits = 0, images = 0, failed = 0, unknown = 0 } = rows.find((row) => row.day === day) ?? {}
    return { credits, images: Number(images), failed: Number(failed), unknown: Number(unknown) }
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
