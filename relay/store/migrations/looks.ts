/** Looks with their versions, and with which one a generation was made. */
import type { Dialect } from '../dialect.ts'

export function lookTables({ integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE looks (
      id text PRIMARY KEY,
      scope text NOT NULL,
      owner_id text NOT NULL REFERENCES people (id),
      team_id text REFERENCES teams (id),
      version ${integer} NOT NULL,
      created_at ${integer} NOT NULL,
      updated_at ${integer} NOT NULL,
      deleted_at ${integer}
    )`,
    'CREATE INDEX looks_by_owner ON looks (owner_id)',
    `CREATE TABLE look_versions (
      look_id text NOT NULL REFERENCES looks (id) ON DELETE CASCADE,
      version ${integer} NOT NULL,
      name text NOT NULL,
      prompt text NOT NULL,
      colour_list text NOT NULL,
      reference_list text NOT NULL,
      created_at ${integer} NOT NULL,
      PRIMARY KEY (look_id, version)
    )`,
    `CREATE TABLE look_uploads (
      look_id text NOT NULL,
      version ${integer} NOT NULL,
      upload_id text NOT NULL REFERENCES uploads (id),
      PRIMARY KEY (look_id, version, upload_id),
      FOREIGN KEY (look_id, version) REFERENCES look_versions (look_id, version) ON DELETE CASCADE
    )`,
    'CREATE INDEX look_uploads_by_upload ON look_uploads (upload_id)',
    'ALTER TABLE generations ADD COLUMN look_id text',
    `ALTER TABLE generations ADD COLUMN look_version ${integer}`,
    'ALTER TABLE generations ADD COLUMN look_name text',
    'CREATE INDEX generations_by_look ON generations (look_id, look_version) WHERE look_id IS NOT NULL',
  ]
}
