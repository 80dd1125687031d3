/** Who may administer for a while, and what was changed: a list that only grows, whoever writes to the database. */
import type { Dialect } from '../dialect.ts'

export function adminTables({ kind, words: { bytes, integer } }: Pick<Dialect, 'kind' | 'words'>): string[] {
  const position =
    kind === 'sqlite'
      ? 'position integer PRIMARY KEY AUTOINCREMENT'
      : 'position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY'
  return [
    `CREATE TABLE admin_links (
      secret_hash ${bytes} PRIMARY KEY,
      id text NOT NULL,
      expires_at ${integer} NOT NULL
    )`,
    `CREATE TABLE admin_sessions (
      secret_hash ${bytes} PRIMARY KEY,
      author text NOT NULL,
      person_id text REFERENCES people (id),
      created_at ${integer} NOT NULL,
      last_seen_at ${integer} NOT NULL
    )`,
    `CREATE TABLE audit_entries (
      ${position},
      at ${integer} NOT NULL,
      author text NOT NULL,
      action text NOT NULL,
      subject text,
      detail text
    )`,
    ...(kind === 'sqlite' ? KEEP_IN_SQLITE : KEEP_IN_POSTGRES),
    `ALTER TABLE access_tokens ADD COLUMN last_seen_at ${integer}`,
  ]
}

const KEEP_IN_SQLITE = ['UPDATE', 'DELETE'].map(
  (change) => `CREATE TRIGGER audit_entries_no_${change.toLowerCase()} BEFORE ${change} ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'the audit list can not be edited');
  END`,
)

const KEEP_IN_POSTGRES = [
  `CREATE FUNCTION refuse_audit_edit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit list can not be edited'; END $$`,
  `CREATE TRIGGER audit_entries_no_edit BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_edit()`,
]
