/** A name that no other database has: made once, and carried along by every copy and backup. */
import { randomUUID } from 'node:crypto'
import type { Query } from './dialect.ts'

export async function readDatabaseId(query: Query): Promise<string> {
  await query
    .insertInto('database_id')
    .values({ name: 'this', id: randomUUID() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { id } = await query
    .selectFrom('database_id')
    .select('id')
    .where('name', '=', 'this')
    .executeTakeFirstOrThrow()
  return id
}
