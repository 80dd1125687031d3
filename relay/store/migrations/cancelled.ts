/** What was ended before it was sent is no failure: nobody waited for it in vain, and nothing was charged. */
import type { Dialect } from '../dialect.ts'
import {
  countsOf,
  type Ends,
  fillSum,
  postgresFunctions,
  SUMS,
  type Sum,
  sqliteTriggers,
} from './sum-triggers.ts'

const withoutCancelled: Ends = (row) => [
  `${row}status = 'succeeded'`,
  `${row}status = 'failed' AND coalesce(${row}failure_code, '') <> 'cancelled'`,
  `${row}status = 'unknown'`,
]

/** Of the generations that are there: what the triggers come to. */
export const generationSums = SUMS.map((sum) =>
  fillSum(sum, 'generations', ({ of }) => of(''), countsOf('', withoutCancelled)),
)

export function countCancelledApart({ kind }: Pick<Dialect, 'kind'>): string[] {
  return [
    // Whoever reads goes on; whoever writes would be counted by the old rule or by none.
    ...(kind === 'postgres' ? ['LOCK TABLE generations IN SHARE ROW EXCLUSIVE MODE'] : []),
    // Those that their person has deleted before they were sent had no code.
    `UPDATE generations SET failure_code = 'cancelled'
      WHERE status = 'failed' AND failure_code IS NULL AND deleted_at IS NOT NULL`,
    `CREATE TEMPORARY TABLE cancelled AS SELECT credit_day, token_id, team_id, document_id FROM generations
      WHERE status = 'failed' AND failure_code = 'cancelled'`,
    ...SUMS.map(takeFailures),
    'DROP TABLE cancelled',
    ...(kind === 'sqlite'
      ? [...TRIGGERS.map((name) => `DROP TRIGGER ${name}`), ...sqliteTriggers(withoutCancelled)]
      : postgresFunctions(withoutCancelled)),
  ]
}

const TRIGGERS = ['sums_added', 'sums_changed', 'sums_changed_in_place', 'sums_moved', 'sums_taken']

function takeFailures({ table, key: [first, second] }: Sum): string {
  return `UPDATE ${table} SET failed = failed - counted.number
    FROM (SELECT ${first.of('')} AS one, ${second.of('')} AS other, count(*) AS number FROM cancelled GROUP BY 1, 2) AS counted
    WHERE ${first.name} = counted.one AND ${second.name} = counted.other`
}
