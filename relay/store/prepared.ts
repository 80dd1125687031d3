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
  return ({ query, read }, ...parameters) => {
    let known = compiled.get(query)
    if (known === undefined) {
      known = build(query)
      compiled.set(query, known)
    }
    // SQLite would take a missing one for NULL and find nothing.
    if (parameters.length !== known.parameters.length) {
      const message = `${parameters.length} parameters for ${known.parameters.length} places: ${known.sql}`
      return Promise.reject(new TypeError(message))
    }
    // The database's answer to SQL that Kysely has made and typed.
    return read(known.sql, parameters, isTold) as Promise<readonly Readonly<R>[]>
  }
}
