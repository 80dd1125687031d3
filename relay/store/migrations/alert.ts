/** Whom to tell when the account's balance is low. One row at most. */
import type { Dialect } from '../dialect.ts'

export function alertTables({ integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE balance_alert (
      id ${integer} PRIMARY KEY,
      credits ${integer} NOT NULL,
      url text NOT NULL,
      is_below ${integer} NOT NULL,
      balance double precision,
      attempts ${integer} NOT NULL,
      next_attempt_at ${integer},
      told_at ${integer},
      fault text
    )`,
  ]
}
