/** A few moments that every relay of a database has to know of. */
import { sql } from 'kysely'
import type { Query } from './dialect.ts'
import type { MarkName } from './tables/work.ts'

/** @returns milliseconds since 1970; null when there is no such mark */
export async function readMark(query: Query, name: MarkName): Promise<number | null> {
  const mark = await query.selectFrom('marks').select('at').where('name', '=', name).executeTakeFirst()
  return mark?.at ?? null
}

export async function setMark(query: Query, name: MarkName, at: number): Promise<void> {
  await query
    .insertInto('marks')
    .values({ name, at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }))
    .execute()
}

export async function removeMark(query: Query, name: MarkName): Promise<void> {
  await query.deleteFrom('marks').where('name', '=', name).execute()
}

/** @param prefix holds nothing that LIKE would take for more than itself */
export async function listMarks(query: Query, prefix: string): Promise<MarkName[]> {
  const isOne = sql<boolean>`name like ${`${prefix}%`}`
  const marks = await query.selectFrom('marks').select('name').where(isOne).execute()
  return marks.map(({ name }) => name)
}
