/** Bytes that a row names and that were not found where they had been put, or not as they were. */
import type { Dialect } from '../dialect.ts'

export function lostBlobTables({ integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE lost_blobs (
      hash text PRIMARY KEY,
      found_at ${integer} NOT NULL,
      is_certain ${integer} NOT NULL,
      tries ${integer} NOT NULL,
      next_try_at ${integer}
    )`,
    'CREATE INDEX lost_blobs_due ON lost_blobs (next_try_at) WHERE next_try_at IS NOT NULL',
  ]
}
