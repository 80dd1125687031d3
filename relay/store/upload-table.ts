/** The bytes of uploads in Postgres, where every relay finds them. */
import type { Query, UploadBytes } from './dialect.ts'

export function keepUploadTable(query: Query): UploadBytes {
  return {
    // All or nothing with the row that names them.
    write: async () => undefined,
    async ensure(trx, id, data) {
      await trx
        .insertInto('upload_bytes')
        .values({ upload_id: id, data })
        .onConflict((conflict) => conflict.column('upload_id').doNothing())
        .execute()
    },
    async has(id) {
      const row = await query
        .selectFrom('upload_bytes')
        .select('upload_id')
        .where('upload_id', '=', id)
        .executeTakeFirst()
      return row !== undefined
    },
    async read(id) {
      const row = await query
        .selectFrom('upload_bytes')
        .select('data')
        .where('upload_id', '=', id)
        .executeTakeFirst()
      return row?.data
    },
    async delete(trx, id) {
      await trx.deleteFrom('upload_bytes').where('upload_id', '=', id).execute()
    },
    findOlderThan: async () => [],
  }
}
