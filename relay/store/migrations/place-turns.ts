/** What this database has written beside its images outside, so that a copy of it can be told from it. */
import type { Dialect } from '../dialect.ts'

export function placeTurnTables({ integer }: Dialect['words']): string[] {
  return [`CREATE TABLE place_turns (turn text PRIMARY KEY, at ${integer} NOT NULL)`]
}
