/**
 * The bytes of images go where `Blobs` keeps them. A row from before holds its bytes until they are moved, and can be
 * read meanwhile. What is made here takes no time, however much there is; only the two indexes look at each row once.
 */
import type { Dialect } from '../dialect.ts'

export function blobTables({ kind, words: { integer } }: Pick<Dialect, 'kind' | 'words'>): string[] {
  return [
    ...['images', 'thumbnails'].flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN byte_count ${integer}`,
      // SQLite can't change that: a row whose bytes are elsewhere holds none there.
      ...(kind === 'postgres' ? [`ALTER TABLE ${table} ALTER COLUMN data DROP NOT NULL`] : []),
      `CREATE INDEX ${table}_by_hash ON ${table} (sha256)`,
      `CREATE INDEX ${table}_to_move ON ${table} (generation_id) WHERE byte_count IS NULL`,
    ]),
    `CREATE TABLE blob_deletions (
      hash text PRIMARY KEY,
      asked_at ${integer},
      begun_at ${integer},
      ended_at ${integer}
    )`,
    'CREATE INDEX blob_deletions_asked ON blob_deletions (asked_at) WHERE asked_at IS NOT NULL',
    'CREATE INDEX blob_deletions_begun ON blob_deletions (begun_at) WHERE ended_at IS NULL',
    ...(kind === 'postgres' ? [...TABLE_OF_ALL] : []),
  ]
}

/**
 * The table of uploads becomes the table of all blobs. Relays of the version before go on with what looks as before,
 * but delete no bytes, which an image may name as well.
 */
const TABLE_OF_ALL = [
  'ALTER TABLE upload_bytes DROP CONSTRAINT upload_bytes_upload_id_fkey',
  'ALTER TABLE upload_bytes RENAME TO blobs',
  'ALTER TABLE blobs RENAME COLUMN upload_id TO hash',
  'ALTER TABLE blobs ADD COLUMN written_at bigint NOT NULL DEFAULT 0',
  'CREATE VIEW upload_bytes AS SELECT hash AS upload_id, data FROM blobs',
  'CREATE RULE upload_bytes_stay AS ON DELETE TO upload_bytes DO INSTEAD NOTHING',
] as const
