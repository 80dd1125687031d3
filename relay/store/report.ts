/** What was made and spent in a month, by one way of grouping. Holds no prompt and no image. */
import * as v from 'valibot'
import type { ReportGrouping } from '../../contract/admin-api.ts'
import type { Database } from './database.ts'

export type Grouping = ReportGrouping

export type ReportLine = { name: string; images: number; credits: number; failed: number }

/**
 * Of what was accepted in that month in UTC, by name. Deleted generations and removed people stay in the sums: `credits`
 * is what Rivya has charged, and of what still runs what it has reserved.
 *
 * @param month `2026-11`
 */
export async function readReport(database: Database, month: string, by: Grouping): Promise<ReportLine[]> {
  const group = COLUMNS[by]
  const rows = await database.query
    .selectFrom('usage_days')
    .where('day', '>=', `${month}-01`)
    .where('day', '<=', `${month}-31`)
    .groupBy(group)
    .select(({ fn, eb }) => [
      eb.ref(group).as('id'),
      fn.sum<number>('images').as('images'),
      fn.sum<number>(eb('failed', '+', eb.ref('unknown'))).as('failed'),
      fn.sum<number>('credits').as('credits'),
    ])
    .execute()
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

const COLUMNS = { person: 'token_id', team: 'team_id', document: 'document_id', day: 'day' } as const

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
  const documents = query
    .selectFrom('usage_days')
    .select('document_id')
    .distinct()
    .where('day', '>=', `${month}-01`)
    .where('day', '<=', `${month}-31`)
    .where('document_id', '!=', '')
    .as('documents')
  const rows = await query
    .selectFrom(documents)
    .select((outer) => [
      'documents.document_id as id',
      outer
        .selectFrom('generations')
        .select('origin')
        .whereRef('generations.document_id', '=', 'documents.document_id')
        .where('origin', 'is not', null)
        .orderBy('created_at', 'desc')
        .limit(1)
        .as('origin'),
    ])
    .execute()
  const names = new Map<string, string>()
  for (const { id, origin } of rows) {
    const parsed = v.safeParse(named, JSON.parse(origin ?? 'null'))
    if (parsed.success) names.set(id, parsed.output.document_name)
  }
  return names
}
