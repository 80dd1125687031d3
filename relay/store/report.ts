/** What was made and spent in a month, by one way of grouping. Holds no prompt and no image. */
import * as v from 'valibot'
import type { Database } from './database.ts'

export const GROUPINGS = ['person', 'team', 'document', 'day'] as const
export type Grouping = (typeof GROUPINGS)[number]

export type ReportLine = { name: string; images: number; credits: number; failed: number }

/**
 * Of what was accepted in that month in UTC, by name. Deleted generations and removed people stay in the sums: `credits`
 * is what Rivya has charged, and of what still runs what it has reserved.
 *
 * @param month `2026-11`
 */
export async function readReport(database: Database, month: string, by: Grouping): Promise<ReportLine[]> {
  const inMonth = database.query
    .selectFrom('generations')
    .where('credit_day', '>=', `${month}-01`)
    .where('credit_day', '<=', `${month}-31`)
  const group = { person: 'token_id', team: 'team_id', document: 'document_id', day: 'credit_day' }[
    by
  ] as 'token_id'
  const rows = await inMonth
    .groupBy(group)
    .select(({ fn, eb }) => [
      `${group} as id` as 'token_id as id',
      fn.sum<number>(eb.case().when('status', '=', 'succeeded').then(1).else(0).end()).as('images'),
      fn
        .sum<number>(eb.case().when('status', 'in', ['failed', 'unknown']).then(1).else(0).end())
        .as('failed'),
      fn.sum<number>('credits_counted').as('credits'),
      fn.max('origin').as('origin'),
    ])
    .execute()
  const names = await readNames(database, by)
  return rows
    .map(({ id, origin, images, credits, failed }) => ({
      name: nameOf(by, id, names, origin),
      images: Number(images),
      credits: Number(credits),
      failed: Number(failed),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

async function readNames(database: Database, by: Grouping): Promise<Map<string, string>> {
  if (by !== 'person' && by !== 'team') return new Map()
  const table = by === 'person' ? 'people' : 'teams'
  const rows = await database.query.selectFrom(table).select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const named = v.object({ document_name: v.string() })

function nameOf(by: Grouping, id: string | null, names: Map<string, string>, origin: string | null): string {
  if (id === null) return `(no ${by})`
  if (by !== 'document') return names.get(id) ?? id
  const parsed = v.safeParse(named, JSON.parse(origin ?? 'null'))
  return parsed.success ? parsed.output.document_name : id
}
