import type { Database } from './database.ts'

/** @returns requests under this key in this window, this one included, over all replicas */
export async function countRequest(database: Database, key: string, windowAt: number): Promise<number> {
  const row = await database.query
    .insertInto('request_counts')
    .values({ key, window_at: windowAt, requests: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['key', 'window_at'])
        .doUpdateSet((set) => ({ requests: set('request_counts.requests', '+', 1) })),
    )
    .returning('requests')
    .executeTakeFirstOrThrow()
  return row.requests
}
