/** What Rivya tells by itself: where to, and of which tasks. */
import type { Dialect } from '../dialect.ts'

export function webhookTables({ integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE webhook_endpoints (
      name text PRIMARY KEY,
      path_secret text NOT NULL,
      endpoint_id text,
      url text,
      signing_secret text,
      next_check_at ${integer} NOT NULL
    )`,
    `ALTER TABLE generations ADD COLUMN told_at ${integer}`,
    `ALTER TABLE generations ADD COLUMN planned_look_at ${integer}`,
    `ALTER TABLE durations ADD COLUMN told_ms ${integer}`,
  ]
}
