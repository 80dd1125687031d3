/**
 * Tokens become keys of people. Every token of before gets a person of its own under the same id, so that all that it
 * owns is the person's without a row being touched. What relays of the version before read and write as `tokens` stays
 * as a view: one that still runs beside this one takes the same locks and counts in the same rows.
 */
import type { Dialect } from '../dialect.ts'

export function peopleTables({ kind, words: { bytes, integer } }: Pick<Dialect, 'kind' | 'words'>): string[] {
  return [
    'ALTER TABLE tokens RENAME TO people',
    `ALTER TABLE people ADD COLUMN role text NOT NULL DEFAULT 'member'`,
    `ALTER TABLE people ADD COLUMN removed_at ${integer}`,
    `CREATE TABLE access_tokens (
      id text PRIMARY KEY,
      person_id text NOT NULL REFERENCES people (id),
      name text NOT NULL,
      secret_hash ${bytes} NOT NULL,
      created_at ${integer} NOT NULL,
      expires_at ${integer},
      revoked_at ${integer}
    )`,
    'CREATE INDEX access_tokens_by_person ON access_tokens (person_id)',
    `INSERT INTO access_tokens (id, person_id, name, secret_hash, created_at, expires_at, revoked_at)
      SELECT id, id, name, secret_hash, created_at, expires_at, revoked_at FROM people`,
    ...['secret_hash', 'expires_at', 'revoked_at'].map(
      (column) => `ALTER TABLE people DROP COLUMN ${column}`,
    ),
    `CREATE VIEW tokens AS
      SELECT id, name, ${ofToken('secret_hash')}, daily_credits, created_at,
        ${ofToken('expires_at')}, ${ofToken('revoked_at')}, last_change, last_admitted_at
      FROM people WHERE id IN (SELECT id FROM access_tokens)`,
    // Postgres writes through such a view by itself.
    ...(kind === 'sqlite' ? [WRITE_THROUGH] : []),
  ]
}

function ofToken(column: string): string {
  return `(SELECT ${column} FROM access_tokens WHERE access_tokens.id = people.id) AS ${column}`
}

const WRITE_THROUGH = `CREATE TRIGGER tokens_write INSTEAD OF UPDATE ON tokens BEGIN
  UPDATE people SET last_change = NEW.last_change, last_admitted_at = NEW.last_admitted_at WHERE id = NEW.id;
END`
