/** The bytes of images in a table of Postgres, where every relay finds them. */
import { sql } from 'kysely'
import type { BlobStore } from '../../blobs/blob-store.ts'
import type { Query } from '../dialect.ts'

const LISTED_AT_ONCE = 1000

export function keepTableBlobs(query: Query, now: () => number = Date.now): BlobStore {
  return {
    async put(hash, data) {
      const written = { data, written_at: now() }
      await query
        .insertInto('blobs')
        .values({ hash, ...written })
        .onConflict((conflict) => conflict.column('hash').doUpdateSet(written))
        .execute()
    },
    async read(hash, offset = 0, length = Number.POSITIVE_INFINITY) {
      const row = await query
        .selectFrom('blobs')
        // Counted from 1.
        .select(
          Number.isFinite(length) || offset > 0
            ? sql<Uint8Array>`substr(data, ${offset + 1}, ${Math.min(length, 1_000_000_000)})`.as('data')
            : 'data',
        )
        .where('hash', '=', hash)
        .executeTakeFirst()
      return row?.data
    },
    async has(hash) {
      const row = await query.selectFrom('blobs').select('hash').where('hash', '=', hash).executeTakeFirst()
      return row !== undefined
    },
    async delete(hash) {
      await query.deleteFrom('blobs').where('hash', '=', hash).execute()
    },
    async *list() {
      for (let last = ''; ; ) {
        const rows = await query
          .selectFrom('blobs')
          .select(['hash', 'written_at'])
          .where('hash', '>', last)
          .orderBy('hash')
          .limit(LISTED_AT_ONCE)
          .execute()
        yield rows.map(({ hash: name, written_at: writtenAt }) => ({ name, writtenAt }))
        const end = rows.at(-1)
        if (end === undefined) return
        last = end.hash
      }
    },
  }
}
