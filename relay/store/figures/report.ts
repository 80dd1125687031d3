/** What was made and spent in a month, by one way of grouping. Holds no prompt and no image. */
import { sql } from 'kysely'
import * as v from 'valibot'
import type { ReportGrouping } from '../../../contract/admin-api.ts'
import type { Database } from '../database.ts'

export type Grouping = ReportGrouping

export type ReportLine = { name: string; images: number; credits: number; failed: number }

/**
 * Of what was accepted in that month in UTC, by name. Deleted generations and removed people stay in the sums: `credits`
 * is what Rivya has charged, and of what still runs what it has reserved.
 *
 * @param month `2026-11`
 */
export async function readReport(database: Database, month: string, by: Grouping): Promise<ReportLine[]> {
  const rows = await readSums(database, month, by)
  const names = await readNames(database, by, month)
  return rows
    .map(({ id, images, credits, failed }) => ({
      name: id === '' ? `(no ${by})` : (names.get(id) ?? id),
      images: Number(images),
      credits: Number(credits),
      failed: Number(failed),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

type Sum = { id: string; images: number; credits: number; failed: number }

function readSums(database: Database, month: string, by: Grouping): Promise<Sum[]> {
  switch (by) {
    case 'person':
      return readMonth(database, 'person_months', 'token_id', month)
    case 'document':
      return readMonth(database, 'document_months', 'document_id', month)
    case 'team':
      return addUpDays(database, 'team_id', month)
    case 'day':
      return addUpDays(database, 'day', month)
  }
}

function readMonth(
  { query }: Database,
  table: 'person_months' | 'document_months',
  group: 'token_id' | 'document_id',
  month: string,
): Promise<Sum[]> {
  return query
    .selectFrom(table)
    .select(({ eb, ref }) => [
      sql.ref<string>(group).as('id'),
      'images',
      'credits',
      eb('failed', '+', ref('unknown')).as('failed'),
    ])
    .where('month', '=', month)
    .where('generations', '>', 0)
    .execute()
}

/** Of few teams. */
function addUpDays({ query }: Database, group: 'team_id' | 'day', month: string): Promise<Sum[]> {
  return query
    .selectFrom('team_days')
    .select(({ fn, eb, ref }) => [
      ref(group).as('id'),
      fn.sum<number>('images').as('images'),
      fn.sum<number>('credits').as('credits'),
      fn.sum<number>(eb('failed', '+', ref('unknown'))).as('failed'),
    ])
    .where('day', '>=', `${month}-01`)
    .where('day', '<=', `${month}-31`)
    .where('generations', '>', 0)
    .groupBy(group)
    .execute()
}

async function readNames(database: Database, by: Grouping, month: string): Promise<Map<string, string>> {
  if (by === 'day') return new Map()
  if (by === 'document') return readDocumentNames(database, month)
  const table = by === 'person' ? 'people' : 'teams'
  const rows = await database.query.selectFrom(table).select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const named = v.object({ document_name: v.string() })

/** As each was called last. */
async function readDocumentNames({ query }: Database, month: string): Promise<Map<string, string>> {
  const rows = await query
    .selectFrom('document_months')
    .select((outer) => [
      'document_months.document_id as id',
      outer
        .selectFrom('generations')
        .select('origin')
        .whereRef('generations.document_id', '=', 'document_months.document_id')
        .where('origin', 'is not', null)
        .orderBy('created_at', 'desc')
        .limit(1)
        .as('origin'),
    ])
    .where('month', '=', month)
    .where('generations', '>', 0)
    .where('document_id', '!=', '')
    .execute()
  const names = new Map<string, string>()
  for (const { id, origin } of rows) {
    const parsed = v.safeParse(named, JSON.parse(origin ?? 'null'))
    if (parsed.success) names.set(id, parsed.output.document_name)
  }
  return names
}
