/**
 * Sums by day, so that a page of a year's figures reads hundreds of rows instead of a million. Triggers keep them: no
 * way of writing a generation can forget them, nor can a relay of the version before that still runs.
 */
import type { Dialect } from '../dialect.ts'

type Words = Pick<Dialect, 'kind' | 'words'>

export function usageTables({ kind, words: { integer } }: Words): string[] {
  // Read by day: side by side, instead of each row by itself.
  const inOrder = kind === 'sqlite' ? ' WITHOUT ROWID' : ''
  return [
    `CREATE TABLE usage_days (
      day text NOT NULL,
      token_id text NOT NULL,
      team_id text NOT NULL,
      document_id text NOT NULL,
      generations ${integer} NOT NULL,
      credits double precision NOT NULL,
      images ${integer} NOT NULL,
      failed ${integer} NOT NULL,
      unknown ${integer} NOT NULL,
      PRIMARY KEY (day, token_id, team_id, document_id)
    )${inOrder}`,
    `CREATE TABLE wait_days (
      day text NOT NULL,
      waited_ms ${integer} NOT NULL,
      generations ${integer} NOT NULL,
      PRIMARY KEY (day, waited_ms)
    )`,
    // First: on Postgres they keep other relays from writing until all is summed.
    ...(kind === 'sqlite' ? SQLITE_TRIGGERS : POSTGRES_TRIGGERS),
    `INSERT INTO usage_days (day, token_id, team_id, document_id, generations, credits, images, failed, unknown)
      SELECT credit_day, token_id, coalesce(team_id, ''), coalesce(document_id, ''), count(*), sum(credits_counted),
        ${['succeeded', 'failed', 'unknown'].map((status) => `sum(${isStatus('status', status)})`).join(', ')}
      FROM generations GROUP BY credit_day, token_id, coalesce(team_id, ''), coalesce(document_id, '')`,
    WAIT_SUMS,
    // The newest name of a document.
    `CREATE INDEX generations_by_document ON generations (document_id, created_at) WHERE origin IS NOT NULL`,
    // What was paid and given up: few, and shown to whoever runs the relay.
    `CREATE INDEX generations_given_up ON generations (created_at) 
      WHERE deleted_at IS NULL AND upstream_task_id IS NOT NULL
        AND (status = 'unknown' OR (status = 'failed' AND failure_code = 'upstream_unavailable'))`,
  ]
}

/** Of the generations that are there. */
export const WAIT_SUMS = `INSERT INTO wait_days (day, waited_ms, generations)
  SELECT credit_day, waited, count(*)
  FROM (SELECT credit_day, ${roundedWait('')} AS waited FROM generations WHERE status = 'succeeded') AS waits
  GROUP BY credit_day, waited`

function isStatus(column: string, status: string): string {
  return `CASE WHEN ${column} = '${status}' THEN 1 ELSE 0 END`
}

/** From the press to the image: to a quarter of a second, from a minute on to 2.5 seconds, from ten minutes on to a minute. */
function roundedWait(row: string): string {
  const ms = `(${row}updated_at - ${row}created_at)`
  const to = (step: number) => `${ms} / ${step} * ${step} + ${step / 2}`
  return `CASE WHEN ${ms} < 0 THEN 0 WHEN ${ms} < 60000 THEN ${to(250)} WHEN ${ms} < 600000 THEN ${to(2500)}
    ELSE ${to(60_000)} END`
}

const key = (row: string) =>
  `${row}.credit_day, ${row}.token_id, coalesce(${row}.team_id, ''), coalesce(${row}.document_id, '')`

const matchesKey = (row: string) => `day = ${row}.credit_day AND token_id = ${row}.token_id
  AND team_id = coalesce(${row}.team_id, '') AND document_id = coalesce(${row}.document_id, '')`

const ADD = `INSERT INTO usage_days (day, token_id, team_id, document_id, generations, credits, images, failed, unknown)
  VALUES (${key('NEW')}, 1, NEW.credits_counted, ${isStatus('NEW.status', 'succeeded')},
    ${isStatus('NEW.status', 'failed')}, ${isStatus('NEW.status', 'unknown')})
  ON CONFLICT (day, token_id, team_id, document_id) DO UPDATE SET
    ${['generations', 'credits', 'images', 'failed', 'unknown']
      .map((column) => `${column} = usage_days.${column} + excluded.${column}`)
      .join(', ')};`

const TAKE = `UPDATE usage_days SET generations = generations - 1, credits = credits - OLD.credits_counted,
    images = images - ${isStatus('OLD.status', 'succeeded')}, failed = failed - ${isStatus('OLD.status', 'failed')},
    unknown = unknown - ${isStatus('OLD.status', 'unknown')}
    WHERE ${matchesKey('OLD')};
  DELETE FROM usage_days WHERE ${matchesKey('OLD')} AND generations = 0;`

const WAIT = `INSERT INTO wait_days (day, waited_ms, generations)
  VALUES (NEW.credit_day, ${roundedWait('NEW.')}, 1)
  ON CONFLICT (day, waited_ms) DO UPDATE SET generations = wait_days.generations + 1;`

/** Most steps of a generation change nothing that is summed. */
const CHANGED = `OLD.credits_counted <> NEW.credits_counted OR OLD.status <> NEW.status
  OR coalesce(OLD.document_id, '') <> coalesce(NEW.document_id, '')`
const WATCHED = 'status, credits_counted, document_id'
const ARRIVED = `NEW.status = 'succeeded' AND OLD.status <> 'succeeded'`

const SQLITE_TRIGGERS = [
  `CREATE TRIGGER usage_added AFTER INSERT ON generations BEGIN ${ADD} END`,
  `CREATE TRIGGER usage_changed AFTER UPDATE OF ${WATCHED} ON generations WHEN ${CHANGED} BEGIN ${TAKE} ${ADD} END`,
  `CREATE TRIGGER usage_taken AFTER DELETE ON generations BEGIN ${TAKE} END`,
  `CREATE TRIGGER wait_ended AFTER UPDATE OF status ON generations WHEN ${ARRIVED} BEGIN ${WAIT} END`,
]

const inFunction = (name: string, body: string) =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$`

const POSTGRES_TRIGGERS = [
  inFunction('usage_added', ADD),
  inFunction('usage_changed', `${TAKE} ${ADD}`),
  inFunction('usage_taken', TAKE),
  inFunction('wait_ended', WAIT),
  `CREATE TRIGGER usage_added AFTER INSERT ON generations FOR EACH ROW EXECUTE FUNCTION usage_added()`,
  `CREATE TRIGGER usage_changed AFTER UPDATE OF ${WATCHED} ON generations FOR EACH ROW WHEN (${CHANGED})
    EXECUTE FUNCTION usage_changed()`,
  `CREATE TRIGGER usage_taken AFTER DELETE ON generations FOR EACH ROW EXECUTE FUNCTION usage_taken()`,
  `CREATE TRIGGER wait_ended AFTER UPDATE OF status ON generations FOR EACH ROW WHEN (${ARRIVED})
    EXECUTE FUNCTION wait_ended()`,
]
