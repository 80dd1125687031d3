/**
 * Sums for each thing that is asked for, instead of one set by day, person, team and document from which all were added
 * up: a month of ten thousand people has hundreds of thousands of those. Triggers keep them, as before.
 */
import type { Dialect } from '../dialect.ts'
import {
  COUNTS,
  countsOf,
  type Ends,
  fillSum,
  postgresTriggers,
  SUMS,
  type Sum,
  sqliteTriggers,
} from './sum-triggers.ts'

type Words = Pick<Dialect, 'kind' | 'words'>

const byStatus: Ends = (row) =>
  ['succeeded', 'failed', 'unknown'].map((status) => `${row}status = '${status}'`)

const EARLIER_TRIGGERS = ['usage_added', 'usage_changed', 'usage_taken']

export function sumTables({ kind, words: { integer } }: Words): string[] {
  // Read by the first column: side by side, instead of each row by itself.
  const inOrder = kind === 'sqlite' ? ' WITHOUT ROWID' : ''
  return [
    ...SUMS.map(
      ({ table, key: [first, second] }) => `CREATE TABLE ${table} (
        ${first.name} text NOT NULL,
        ${second.name} text NOT NULL,
        generations ${integer} NOT NULL,
        credits double precision NOT NULL,
        images ${integer} NOT NULL,
        failed ${integer} NOT NULL,
        unknown ${integer} NOT NULL,
        PRIMARY KEY (${first.name}, ${second.name})
      )${inOrder}`,
    ),
    // First: on Postgres they keep other relays from writing until all is summed.
    ...(kind === 'sqlite' ? sqliteTriggers(byStatus) : postgresTriggers(byStatus)),
    ...SUMS.map(fromUsageDays),
    // Last: on Postgres nobody can even read any more.
    ...EARLIER_TRIGGERS.map((name) =>
      kind === 'sqlite' ? `DROP TRIGGER ${name}` : `DROP FUNCTION ${name}() CASCADE`,
    ),
    'DROP TABLE usage_days',
    'DROP INDEX generations_by_day',
    ...(kind === 'sqlite' ? [] : [EARLIER_VIEW]),
  ]
}

function fromUsageDays(sum: Sum): string {
  return fillSum(sum, 'usage_days', ({ name }) => (name === 'month' ? 'substr(day, 1, 7)' : name), COUNTS)
}

/** What a relay of the version before reads for its admin's page, for as long as one still runs: seconds of a large company. */
const EARLIER_VIEW = `CREATE VIEW usage_days AS
  SELECT credit_day AS day, token_id, coalesce(team_id, '') AS team_id, coalesce(document_id, '') AS document_id,
    ${countsOf('', byStatus)
      .map((count, at) => `sum(${count}) AS ${COUNTS[at]}`)
      .join(', ')}
  FROM generations GROUP BY 1, 2, 3, 4`
