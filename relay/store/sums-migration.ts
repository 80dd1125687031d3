/**
 * Sums for each thing that is asked for, instead of one set by day, person, team and document from which all were added
 * up: a month of ten thousand people has hundreds of thousands of those. Triggers keep them, as before.
 */
import type { Dialect } from './dialect.ts'

type Words = Pick<Dialect, 'kind' | 'words'>
type Sum = { table: string; key: readonly [Column, Column] }
/** `of`: what it is of a generation's row. */
type Column = { name: string; of: (row: string) => string }

const day: Column = { name: 'day', of: (row) => `${row}credit_day` }
const month: Column = { name: 'month', of: (row) => `substr(${row}credit_day, 1, 7)` }
const team: Column = { name: 'team_id', of: (row) => `coalesce(${row}team_id, '')` }
const person: Column = { name: 'token_id', of: (row) => `${row}token_id` }
const document: Column = { name: 'document_id', of: (row) => `coalesce(${row}document_id, '')` }

const TEAM_DAYS: Sum = { table: 'team_days', key: [day, team] }
const PERSON_MONTHS: Sum = { table: 'person_months', key: [month, person] }
const DOCUMENT_MONTHS: Sum = { table: 'document_months', key: [month, document] }
const SUMS = [TEAM_DAYS, PERSON_MONTHS, DOCUMENT_MONTHS]

const COUNTS = ['generations', 'credits', 'images', 'failed', 'unknown']

const isStatus = (row: string, status: string) => `CASE WHEN ${row}status = '${status}' THEN 1 ELSE 0 END`
const countsOf = (row: string) => [
  '1',
  `${row}credits_counted`,
  ...['succeeded', 'failed', 'unknown'].map((status) => isStatus(row, status)),
]

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
    ...(kind === 'sqlite' ? sqliteTriggers() : postgresTriggers()),
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

/** Of the generations that are there: what the triggers come to. */
export const generationSums = SUMS.map((sum) =>
  fillFrom(sum, 'generations', ({ of }) => of(''), countsOf('')),
)

function fromUsageDays(sum: Sum): string {
  return fillFrom(sum, 'usage_days', ({ name }) => (name === 'month' ? 'substr(day, 1, 7)' : name), COUNTS)
}

function fillFrom(
  { table, key }: Sum,
  from: string,
  read: (column: Column) => string,
  counts: string[],
): string {
  const groups = key.map(read).join(', ')
  return `INSERT INTO ${table} (${key.map(({ name }) => name).join(', ')}, ${COUNTS.join(', ')})
    SELECT ${groups}, ${counts.map((count) => `sum(${count})`).join(', ')} FROM ${from} GROUP BY ${groups}`
}

/** What a relay of the version before reads for its admin's page, for as long as one still runs: seconds of a large company. */
const EARLIER_VIEW = `CREATE VIEW usage_days AS
  SELECT credit_day AS day, token_id, coalesce(team_id, '') AS team_id, coalesce(document_id, '') AS document_id,
    ${countsOf('')
      .map((count, at) => `sum(${count}) AS ${COUNTS[at]}`)
      .join(', ')}
  FROM generations GROUP BY 1, 2, 3, 4`

/** Sums without a generation are left: whoever reads passes them over. */
function add({ table, key }: Sum, row: string, counts: string[]): string {
  return `INSERT INTO ${table} (${key.map(({ name }) => name).join(', ')}, ${COUNTS.join(', ')})
    VALUES (${key.map(({ of }) => of(row)).join(', ')}, ${counts.join(', ')})
    ON CONFLICT (${key.map(({ name }) => name).join(', ')}) DO UPDATE SET
    ${COUNTS.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ')};`
}

const arrives = (sum: Sum) => add(sum, 'NEW.', countsOf('NEW.'))
const leaves = (sum: Sum) =>
  add(
    sum,
    'OLD.',
    countsOf('OLD.').map((count) => `-(${count})`),
  )
const changes = (sum: Sum) =>
  add(
    sum,
    'NEW.',
    countsOf('NEW.').map((count, at) => `${count} - ${countsOf('OLD.')[at]}`),
  )

const ADDED = SUMS.map(arrives).join('\n')
const TAKEN = SUMS.map(leaves).join('\n')
const CHANGED = [TEAM_DAYS, PERSON_MONTHS].map(changes).join('\n')
const CHANGED_IN_PLACE = changes(DOCUMENT_MONTHS)
/** A deletion takes its document away, of many at once: were theirs of a team written too, it and the team's steps would wait for each other. */
const MOVED = [leaves, arrives].map((sums) => sums(DOCUMENT_MONTHS)).join('\n')

const WATCHED = 'status, credits_counted, document_id'
const HAS_MOVED = `coalesce(OLD.document_id, '') <> coalesce(NEW.document_id, '')`
/** Most steps of a generation change nothing that is summed. */
const HAS_CHANGED = `(OLD.credits_counted <> NEW.credits_counted OR ${['succeeded', 'failed', 'unknown']
  .map((status) => `(OLD.status = '${status}') <> (NEW.status = '${status}')`)
  .join(' OR ')})`
const UPDATES = [
  ['sums_changed', HAS_CHANGED, CHANGED],
  ['sums_changed_in_place', `NOT (${HAS_MOVED}) AND ${HAS_CHANGED}`, CHANGED_IN_PLACE],
  ['sums_moved', HAS_MOVED, MOVED],
] as const

const EARLIER_TRIGGERS = ['usage_added', 'usage_changed', 'usage_taken']

function sqliteTriggers(): string[] {
  const on = (name: string, event: string, body: string) =>
    `CREATE TRIGGER ${name} AFTER ${event} BEGIN ${body} END`
  return [
    on('sums_added', 'INSERT ON generations', ADDED),
    ...UPDATES.map(([name, when, body]) =>
      on(name, `UPDATE OF ${WATCHED} ON generations WHEN ${when}`, body),
    ),
    on('sums_taken', 'DELETE ON generations', TAKEN),
  ]
}

/**
 * At the commit: everybody of a team writes the same row, and whoever has written it keeps the others waiting until the
 * end of the transaction.
 */
function postgresTriggers(): string[] {
  const on = (name: string, event: string, when: string, body: string) => [
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$`,
    `CREATE CONSTRAINT TRIGGER ${name} AFTER ${event} ON generations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      ${when} EXECUTE FUNCTION ${name}()`,
  ]
  return [
    ...on('sums_added', 'INSERT', '', ADDED),
    ...UPDATES.flatMap(([name, when, body]) => on(name, `UPDATE OF ${WATCHED}`, `WHEN (${when})`, body)),
    ...on('sums_taken', 'DELETE', '', TAKEN),
  ]
}
