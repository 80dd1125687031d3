/** Each entry brings the tables from the version before to its own; never change one that has been released. */
import { sql } from 'kysely'
import type { Dialect, WriteQuery } from '../dialect.ts'
import { adminTables } from './admin.ts'
import { alertTables } from './alert.ts'
import { blobTables } from './blobs.ts'
import { budgetTables } from './budgets.ts'
import { countCancelledApart } from './cancelled.ts'
import { LOOK_KEYS } from './look-keys.ts'
import { lookTables } from './looks.ts'
import { lostBlobTables } from './lost.ts'
import { peopleTables } from './people.ts'
import { placeTurnTables } from './place-turns.ts'
import { signInTables } from './sign-in.ts'
import { sumTables } from './sums.ts'
import { usageTables } from './usage.ts'
import { webhookTables } from './webhook.ts'

type Migration = (trx: WriteQuery, dialect: Dialect) => Promise<void>

export const MIGRATIONS: Migration[] = [
  async (trx, { words }) => {
    for (const statement of firstTables(words)) await sql.raw(statement).execute(trx)
  },
  // SQLite's uploads become files.
  async (trx, { kind, besideBlobs }) => {
    if (kind === 'postgres') return
    const { rows } = await sql<{ upload_id: string }>`SELECT upload_id FROM upload_bytes`.execute(trx)
    for (const { upload_id: id } of rows) {
      const one = await sql<{
        data: Uint8Array
      }>`SELECT data FROM upload_bytes WHERE upload_id = ${id}`.execute(trx)
      for (const { data } of one.rows) await besideBlobs.put(id, data)
    }
    await sql`DROP TABLE upload_bytes`.execute(trx)
  },
  async (trx) => {
    await sql`CREATE INDEX generations_by_task ON generations (upstream_task_id)`.execute(trx)
  },
  // What a generation started from.
  async (trx) => {
    await sql`ALTER TABLE generations ADD COLUMN start text`.execute(trx)
  },
  // Between which looks tasks ended, and what Rivya's clock said of it.
  async (trx, { words: { integer } }) => {
    await sql.raw(`ALTER TABLE generations ADD COLUMN said_ms ${integer}`).execute(trx)
    for (const column of ['not_yet_ms', 'found_ms', 'said_ms', 'said_before_ms']) {
      await sql.raw(`ALTER TABLE durations ADD COLUMN ${column} ${integer}`).execute(trx)
    }
  },
  async (trx, { words: { integer } }) => {
    await sql.raw(`CREATE TABLE marks (name text PRIMARY KEY, at ${integer} NOT NULL)`).execute(trx)
  },
  async (trx, dialect) => {
    for (const statement of peopleTables(dialect)) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of budgetTables(words)) await sql.raw(statement).execute(trx)
  },
  // Few of a long history, each wherever it was written; the conditions as the queries spell them.
  async (trx) => {
    await sql`CREATE INDEX generations_starred ON generations (token_id, position) WHERE starred = 1`.execute(
      trx,
    )
    await sql`CREATE INDEX generations_running ON generations (token_id, change)
      WHERE status IN ('accepted', 'submitting', 'queued', 'processing', 'downloading')`.execute(trx)
  },
  async (trx, dialect) => {
    for (const statement of adminTables(dialect)) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of webhookTables(words)) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of lookTables(words)) await sql.raw(statement).execute(trx)
  },
  async (trx, dialect) => {
    for (const statement of usageTables(dialect)) await sql.raw(statement).execute(trx)
  },
  async (trx, dialect) => {
    for (const statement of blobTables(dialect)) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of signInTables(words)) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of alertTables(words)) await sql.raw(statement).execute(trx)
  },
  // What a search in words reads of a person, side by side: their rows lie on as many pages. Postgres takes no row as long as a
  // prompt may be into an index.
  async (trx, { kind }) => {
    if (kind === 'postgres') return
    await sql`CREATE INDEX generations_by_words ON generations (token_id, position, prompt_folded, deleted_at)
      WHERE deleted_at IS NULL`.execute(trx)
  },
  async (trx, dialect) => {
    for (const statement of sumTables(dialect)) await sql.raw(statement).execute(trx)
  },
  async (trx) => {
    for (const statement of LOOK_KEYS) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of lostBlobTables(words)) await sql.raw(statement).execute(trx)
  },
  async (trx) => {
    await sql`CREATE TABLE database_id (name text PRIMARY KEY, id text NOT NULL)`.execute(trx)
  },
  async (trx, dialect) => {
    for (const statement of countCancelledApart(dialect)) await sql.raw(statement).execute(trx)
  },
  async (trx, { words }) => {
    for (const statement of placeTurnTables(words)) await sql.raw(statement).execute(trx)
  },
]

function firstTables({ bytes, integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE tokens (
      id text PRIMARY KEY,
      name text NOT NULL,
      secret_hash ${bytes} NOT NULL,
      daily_credits ${integer},
      created_at ${integer} NOT NULL,
      expires_at ${integer},
      revoked_at ${integer},
      last_change ${integer} NOT NULL DEFAULT 0,
      last_admitted_at ${integer} NOT NULL DEFAULT 0
    )`,
    `CREATE TABLE generations (
      id text PRIMARY KEY,
      token_id text NOT NULL REFERENCES tokens (id),
      position ${integer} NOT NULL,
      change ${integer} NOT NULL,
      idempotency_key text NOT NULL,
      request_hash text NOT NULL,
      request_id text NOT NULL,
      status text NOT NULL,
      prompt text NOT NULL,
      prompt_folded text NOT NULL,
      aspect_ratio text NOT NULL,
      resolution text NOT NULL,
      reference_list text NOT NULL,
      reference_count ${integer} NOT NULL,
      image_list text NOT NULL,
      origin text,
      document_id text,
      starred ${integer} NOT NULL,
      has_thumbnail ${integer} NOT NULL,
      credits_reserved double precision NOT NULL,
      credits_final double precision,
      credits_counted double precision NOT NULL,
      credit_day text NOT NULL,
      failure_code text,
      failure_message text,
      created_at ${integer} NOT NULL,
      updated_at ${integer} NOT NULL,
      expected_at ${integer},
      deleted_at ${integer},
      has_slot ${integer} NOT NULL,
      next_step_at ${integer},
      lease_owner text,
      lease_until ${integer},
      upstream_key text NOT NULL,
      upstream_body text,
      upstream_body_at ${integer},
      upstream_task_id text,
      doubt_since ${integer},
      submitted_at ${integer},
      last_look_at ${integer},
      looks ${integer} NOT NULL,
      setbacks ${integer} NOT NULL,
      trouble_since ${integer},
      dead_ends ${integer} NOT NULL
    )`,
    'CREATE UNIQUE INDEX generations_by_key ON generations (token_id, idempotency_key)',
    'CREATE UNIQUE INDEX generations_by_position ON generations (token_id, position)',
    'CREATE INDEX generations_by_change ON generations (token_id, change)',
    'CREATE INDEX generations_by_step ON generations (next_step_at) WHERE next_step_at IS NOT NULL',
    'CREATE INDEX generations_with_slot ON generations (token_id) WHERE has_slot = 1',
    `CREATE INDEX generations_waiting ON generations (token_id, position)
      WHERE status = 'accepted' AND has_slot = 0`,
    `CREATE TABLE uploads (
      id text PRIMARY KEY,
      mime_type text NOT NULL,
      byte_count ${integer} NOT NULL,
      width ${integer} NOT NULL,
      height ${integer} NOT NULL,
      created_at ${integer} NOT NULL,
      last_used_at ${integer} NOT NULL,
      rivya_url text,
      rivya_url_at ${integer}
    )`,
    `CREATE TABLE upload_bytes (
      upload_id text PRIMARY KEY REFERENCES uploads (id) ON DELETE CASCADE,
      data ${bytes} NOT NULL
    )`,
    'CREATE INDEX uploads_by_use ON uploads (last_used_at)',
    `CREATE TABLE upload_owners (
      upload_id text NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
      token_id text NOT NULL REFERENCES tokens (id),
      PRIMARY KEY (upload_id, token_id)
    )`,
    `CREATE TABLE generation_uploads (
      generation_id text NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
      upload_id text NOT NULL REFERENCES uploads (id),
      PRIMARY KEY (generation_id, upload_id)
    )`,
    'CREATE INDEX generation_uploads_by_upload ON generation_uploads (upload_id)',
    `CREATE TABLE images (
      generation_id text NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
      number ${integer} NOT NULL,
      mime_type text NOT NULL,
      sha256 text NOT NULL,
      created_at ${integer} NOT NULL,
      data ${bytes} NOT NULL,
      PRIMARY KEY (generation_id, number)
    )`,
    'CREATE INDEX images_by_age ON images (created_at)',
    `CREATE TABLE thumbnails (
      generation_id text PRIMARY KEY REFERENCES generations (id) ON DELETE CASCADE,
      mime_type text NOT NULL,
      sha256 text NOT NULL,
      data ${bytes} NOT NULL
    )`,
    `CREATE TABLE credit_days (
      token_id text NOT NULL REFERENCES tokens (id),
      day text NOT NULL,
      credits double precision NOT NULL,
      PRIMARY KEY (token_id, day)
    )`,
    `CREATE TABLE durations (
      id text PRIMARY KEY,
      resolution text NOT NULL,
      reference_count ${integer} NOT NULL,
      duration_ms ${integer} NOT NULL,
      finished_at ${integer} NOT NULL
    )`,
    'CREATE INDEX durations_by_kind ON durations (resolution, reference_count, finished_at)',
    'CREATE INDEX durations_by_resolution ON durations (resolution, finished_at)',
    'CREATE INDEX durations_by_age ON durations (finished_at)',
    `CREATE TABLE request_counts (
      key text NOT NULL,
      window_at ${integer} NOT NULL,
      requests ${integer} NOT NULL,
      PRIMARY KEY (key, window_at)
    )`,
  ]
}
