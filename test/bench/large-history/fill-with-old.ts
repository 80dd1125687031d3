import type { StorePlace } from '../../../relay/settings/settings.ts'
import { type Bulk, openRaw } from '../support/in-bulk.ts'

type Old = { images: number; uploads: number; namedEach: number; durations: number; callers: number }

/**
 * What a clean-up that has not run for long finds to delete: images of the first generations, references that some
 * generations name and one that very many do, and what was measured and counted.
 *
 * @param place with generations; nobody else may have it open
 */
export async function fillWithOld(place: StorePlace, old: Old, now: number): Promise<void> {
  const raw = await openRaw(place)
  const { run, numbers } = raw
  try {
    await run(`INSERT INTO images (generation_id, number, mime_type, sha256, created_at, byte_count, data)
      SELECT id, 0, 'image/png', ${hashOf(raw, 'rank')}, 1, 8, ${NO_BYTES[raw.kind]}
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS rank FROM generations LIMIT ${old.images}) AS few`)
    await run(`INSERT INTO uploads (id, mime_type, byte_count, width, height, created_at, last_used_at)
      SELECT ${hashOf(raw, 'n + 50000000')}, 'image/png', 8, 8, 8, 1, 1 FROM ${numbers(old.uploads)} AS numbers`)
    await run(`INSERT INTO upload_owners (upload_id, token_id) SELECT uploads.id, people.id FROM uploads, people
      WHERE uploads.id = (SELECT min(id) FROM uploads)`)
    const few = `(SELECT id, row_number() OVER (ORDER BY id) AS rank FROM generations LIMIT ${old.uploads * old.namedEach}) AS few`
    await run(`INSERT INTO generation_uploads (generation_id, upload_id)
      SELECT id, ${hashOf(raw, `rank % ${old.uploads} + 50000001`)} FROM ${few}`)
    await run(`INSERT INTO generation_uploads (generation_id, upload_id)
      SELECT id, (SELECT min(id) FROM uploads) FROM ${few} WHERE true ON CONFLICT DO NOTHING`)
    await run(`INSERT INTO durations (id, resolution, reference_count, duration_ms, finished_at)
      SELECT 'old_' || n, '1K', 0, 18000, n FROM ${numbers(old.durations)} AS numbers`)
    // Of an hour, in each minute of which all have asked.
    await run(`INSERT INTO request_counts (key, window_at, requests)
      SELECT 'token:' || n, minute.m, 1 FROM ${numbers(old.callers)} AS numbers,
        (SELECT ${now} - 60000 * (n + 11) AS m FROM ${numbers(60)} AS sixty) AS minute`)
    await run(`INSERT INTO sign_in_attempts (state_hash, expires_at)
      SELECT ${hashOf(raw, 'n')}, 1 FROM ${numbers(old.callers)} AS numbers`)
    await run('ANALYZE')
  } finally {
    await raw.close()
  }
}

const NO_BYTES = { sqlite: `x''`, postgres: 'NULL' }

const hashOf = ({ hex }: Bulk, n: string) =>
  `${hex(`${n.includes(' ') ? `(${n})` : n} * 2654435761 % 4294967296`)} || '${'0'.repeat(48)}' || ${hex(n)}`
