import type { Database } from '../database.ts'

/** Of people and teams, by id; of what is neither there is none. */
export async function readNamesOf({ query }: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== '')
  if (wanted.length === 0) return new Map()
  const people = await query.selectFrom('people').select(['id', 'name']).where('id', 'in', wanted).execute()
  const teams = await query.selectFrom('teams').select(['id', 'name']).where('id', 'in', wanted).execute()
  return new Map([...people, ...teams].map(({ id, name }) => [id, name]))
}
