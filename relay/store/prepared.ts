import type { CompiledQuery } from 'kysely'
import type { Database } from './database.ts'
import type { Query } from './dialect.ts'

/**
 * A query that is built once for each database and then run with other parameters: for the reads that come with every
 * request, where building takes longer than reading.
 *
 * @param build made with any values; the parameters of a run take their places in the order in which they stand in SQL
 * @param options.isTold see `ReadCommitted`
 */
export function prepare<P extends readonly (string | number)[], R>(
  build: (query: Query) => CompiledQuery<R>,
  { isTold = true } = {},
): (database: Database, ...parameters: P) => Promise<readonly Readonly<R>[]> {
  const compiled = new WeakMap<Query, CompiledQuery<R>>()
  return async ({ query, read }, ...parameters) => {
    const known = compiled.get(query) ?? build(query)
    compiled.set(query, known)
    // SQLite would take a missing one for NULL and find nothing.
    if (parameters.length !== known.parameters.length) {
      throw new TypeError(
        `${parameters.length} parameters for ${known.parameters.length} places: ${known.sql}`,
      )
    }
    // The database's answer to SQL that Kysely has made and typed.
    return (await read(known.sql, parameters, isTold)) as readonly Readonly<R>[]
  }
}
