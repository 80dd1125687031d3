/** The sums by month and day that triggers keep beside `generations`, and which ends they count as what. */

export type Sum = { table: string; key: readonly [Column, Column] }
/** `of`: what it is of a generation's row. */
export type Column = { name: string; of: (row: string) => string }

const day: Column = { name: 'day', of: (row) => `${row}credit_day` }
const month: Column = { name: 'month', of: (row) => `substr(${row}credit_day, 1, 7)` }
const team: Column = { name: 'team_id', of: (row) => `coalesce(${row}team_id, '')` }
const person: Column = { name: 'token_id', of: (row) => `${row}token_id` }
const document: Column = { name: 'document_id', of: (row) => `coalesce(${row}document_id, '')` }

const TEAM_DAYS: Sum = { table: 'team_days', key: [day, team] }
const PERSON_MONTHS: Sum = { table: 'person_months', key: [month, person] }
const DOCUMENT_MONTHS: Sum = { table: 'document_months', key: [month, document] }
export const SUMS = [TEAM_DAYS, PERSON_MONTHS, DOCUMENT_MONTHS]

export const COUNTS = ['generations', 'credits', 'images', 'failed', 'unknown']

/** What an end is counted as, in the order of `images`, `failed` and `unknown`: conditions on a generation's row. */
export type Ends = (row: string) => readonly string[]

export const countsOf = (row: string, ends: Ends): string[] => [
  '1',
  `${row}credits_counted`,
  ...ends(row).map((isSo) => `CASE WHEN ${isSo} THEN 1 ELSE 0 END`),
]

/** Sums without a generation are left: whoever reads passes them over. */
function add({ table, key }: Sum, row: string, counts: string[]): string {
  return `INSERT INTO ${table} (${key.map(({ name }) => name).join(', ')}, ${COUNTS.join(', ')})
    VALUES (${key.map(({ of }) => of(row)).join(', ')}, ${counts.join(', ')})
    ON CONFLICT (${key.map(({ name }) => name).join(', ')}) DO UPDATE SET
    ${COUNTS.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ')};`
}

/** @param read what it is in a row of `from` */
export function fillSum(
  { table, key }: Sum,
  from: string,
  read: (column: Column) => string,
  counts: string[],
): string {
  const groups = key.map(read).join(', ')
  return `INSERT INTO ${table} (${key.map(({ name }) => name).join(', ')}, ${COUNTS.join(', ')})
    SELECT ${groups}, ${counts.map((count) => `sum(${count})`).join(', ')} FROM ${from} GROUP BY ${groups}`
}

type Event = { name: string; on: string; when?: string; body: string }

const WATCHED = 'UPDATE OF status, credits_counted, document_id'
const HAS_MOVED = `coalesce(OLD.document_id, '') <> coalesce(NEW.document_id, '')`

function describeEvents(ends: Ends): Event[] {
  const [before, after] = [countsOf('OLD.', ends), countsOf('NEW.', ends)]
  const arrives = (sum: Sum) => add(sum, 'NEW.', after)
  const leaves = (sum: Sum) =>
    add(
      sum,
      'OLD.',
      before.map((count) => `-(${count})`),
    )
  const changes = (sum: Sum) =>
    add(
      sum,
      'NEW.',
      after.map((count, at) => `${count} - ${before[at]}`),
    )
  const all = (change: (sum: Sum) => string, of: readonly Sum[] = SUMS) => of.map(change).join('\n')
  /** Most steps of a generation change nothing that is summed. */
  const [was, is] = [ends('OLD.'), ends('NEW.')]
  const hasChanged = `(OLD.credits_counted <> NEW.credits_counted OR ${was
    .map((isSo, at) => `(${isSo}) <> (${is[at]})`)
    .join(' OR ')})`
  return [
    { name: 'sums_added', on: 'INSERT', body: all(arrives) },
    { name: 'sums_changed', on: WATCHED, when: hasChanged, body: all(changes, [TEAM_DAYS, PERSON_MONTHS]) },
    {
      name: 'sums_changed_in_place',
      on: WATCHED,
      when: `NOT (${HAS_MOVED}) AND ${hasChanged}`,
      body: changes(DOCUMENT_MONTHS),
    },
    // A deletion takes its document away, of many at once: were theirs of a team written too, it and the team's steps would
    // wait for each other.
    {
      name: 'sums_moved',
      on: WATCHED,
      when: HAS_MOVED,
      body: `${leaves(DOCUMENT_MONTHS)}\n${arrives(DOCUMENT_MONTHS)}`,
    },
    { name: 'sums_taken', on: 'DELETE', body: all(leaves) },
  ]
}

export function sqliteTriggers(ends: Ends): string[] {
  return describeEvents(ends).map(
    ({ name, on, when, body }) =>
      `CREATE TRIGGER ${name} AFTER ${on} ON generations ${when === undefined ? '' : `WHEN ${when}`} BEGIN ${body} END`,
  )
}

/**
 * At the commit: everybody of a team writes the same row, and whoever has written it keeps the others waiting until the
 * end of the transaction.
 */
export function postgresTriggers(ends: Ends): string[] {
  return describeEvents(ends).flatMap((event) => [
    inFunction(event),
    `CREATE CONSTRAINT TRIGGER ${event.name} AFTER ${event.on} ON generations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      ${event.when === undefined ? '' : `WHEN (${event.when})`} EXECUTE FUNCTION ${event.name}()`,
  ])
}

/** What the triggers do; replaced, it leaves them as they are, which whoever reads generations does not notice. */
export function postgresFunctions(ends: Ends): string[] {
  return describeEvents(ends).map(inFunction)
}

function inFunction({ name, body }: Event): string {
  return `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$`
}
