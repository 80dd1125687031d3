/** What may well be taken later: Postgres restarts, can't be reached, takes no writes or has no room. */
import pg from 'pg'

/**
 * Connections that fail, resources that are used up, and what an operator does: https://postgresql.org/docs/current/errcodes-appendix.html.
 * 25006: a standby takes no writes.
 */
const AWAY = /^(08|53|57)|^25006$/
/** Of the driver, which gives them no code. */
const SAID = /connection|timeout|not queryable/i

export function isPostgresAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isPostgresAway)
  if (!(error instanceof Error)) return false
  if (error instanceof pg.DatabaseError) return AWAY.test(error.code ?? '')
  return 'syscall' in error || (error.name === 'Error' && SAID.test(error.message))
}
