/** Gives the free places at Rivya to waiting generations, fairly between users. */
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { readPausedAt } from './pause.ts'
import { type QueueOfPerson, shareOutPlaces } from './share-out-places.ts'

/**
 * One replica at a time, so that the limit holds over all of them.
 *
 * @returns how many were admitted; they are due at once
 */
export async function admitWaiting(database: Database, maxInFlight: number, now: number): Promise<number> {
  // Asked before the lock is taken: most often nobody waits, or there is no place. A place that gets free wakes us.
  if (!(await hasWaiting(database)) || (await countInFlight(database)) >= maxInFlight) return 0
  if ((await readPausedAt(database.query)) !== null) return 0
  return database.transact(async (trx) => {
    await database.lockName(trx, 'admission')
    const queues = await readQueues(trx)
    const taken = queues.reduce((sum, queue) => sum + queue.inFlight, 0)
    const shares = shareOutPlaces(queues, maxInFlight - taken)
    let admitted = 0
    for (const [personId, places] of shares) {
      // Token before generation, the order in which all other transactions lock, too.
      await trx.updateTable('people').set({ last_admitted_at: now }).where('id', '=', personId).execute()
      const oldest = await trx
        .selectFrom('generations')
        .select('id')
        .where('token_id', '=', personId)
        .where('status', '=', 'accepted')
        .where('has_slot', '=', 0)
        .orderBy('position')
        .limit(places)
        .execute()
      for (const { id } of oldest) {
        await trx
          .updateTable('generations')
          .set({ has_slot: 1, next_step_at: now })
          .where('id', '=', id)
          .where('status', '=', 'accepted')
          .execute()
        admitted += 1
      }
    }
    return admitted
  })
}

async function hasWaiting(database: Database): Promise<boolean> {
  const row = await database.query
    .selectFrom('generations')
    .select('id')
    .where('status', '=', 'accepted')
    .where('has_slot', '=', 0)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function countInFlight(database: Database): Promise<number> {
  const { inFlight } = await database.query
    .selectFrom('generations')
    .where('has_slot', '=', 1)
    .select(({ fn }) => fn.countAll<number>().as('inFlight'))
    .executeTakeFirstOrThrow()
  return inFlight
}

/** Everyone who has something waiting or in flight. */
async function readQueues(trx: WriteQuery): Promise<QueueOfPerson[]> {
  const waiting = await trx
    .selectFrom('generations')
    .innerJoin('people', 'people.id', 'generations.token_id')
    .where('generations.status', '=', 'accepted')
    .where('generations.has_slot', '=', 0)
    .groupBy(['people.id', 'people.last_admitted_at'])
    .select(({ fn }) => ['people.id', 'people.last_admitted_at', fn.countAll<number>().as('waiting')])
    .execute()
  const flying = await trx
    .selectFrom('generations')
    .where('has_slot', '=', 1)
    .groupBy('token_id')
    .select(({ fn }) => ['token_id', fn.countAll<number>().as('inFlight')])
    .execute()
  const queues = new Map<string, QueueOfPerson>()
  for (const { id, last_admitted_at, waiting: count } of waiting) {
    queues.set(id, { personId: id, waiting: count, inFlight: 0, lastAdmittedAt: last_admitted_at })
  }
  for (const { token_id: personId, inFlight } of flying) {
    const queue = queues.get(personId) ?? { personId, waiting: 0, inFlight: 0, lastAdmittedAt: 0 }
    queues.set(personId, { ...queue, inFlight })
  }
  return [...queues.values()]
}
