/** How a database is told from others, and from its copies, at the place of its images: see `claimPlace`. */
import { randomUUID } from 'node:crypto'
import type { PlaceMemory } from '../../blobs/claim-place.ts'
import type { Query } from '../dialect.ts'

/** Some may be on their way for minutes, and arrive after a later one. */
const KEPT_TURNS = 20

export function keepPlaceMemory(query: Query): PlaceMemory {
  return {
    readId: () => readDatabaseId(query),
    async knowsTurn(turn) {
      const known = await query.selectFrom('place_turns').select('turn').where('turn', '=', turn).execute()
      return known.length > 0
    },
    async lastTurnAt() {
      const newest = await query
        .selectFrom('place_turns')
        .select('at')
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return newest?.at ?? null
    },
    async addTurn(turn, at, last) {
      await query.insertInto('place_turns').values({ turn, at }).execute()
      // By their time: one that another relay adds meanwhile is young.
      const oldest = await query
        .selectFrom('place_turns')
        .select('at')
        .orderBy('at', 'desc')
        .limit(1)
        .offset(KEPT_TURNS)
        .executeTakeFirst()
      if (oldest === undefined) return
      const old = query.deleteFrom('place_turns').where('at', '<', oldest.at)
      await (last === undefined ? old : old.where('turn', '!=', last)).execute()
    },
  }
}

/** A name that no other database has: made once, and carried along by every copy and backup. */
async function readDatabaseId(query: Query): Promise<string> {
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
