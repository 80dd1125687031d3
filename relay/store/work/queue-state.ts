import { countLost } from '../blobs/lost-blobs.ts'
import type { Database } from '../database.ts'
import { readPausedAt } from './pause.ts'

/** `oldestAt`: when the first that waits was accepted, in milliseconds since 1970; null when none waits. */
type QueueState = {
  queued: number
  inFlight: number
  oldestAt: number | null
  isPaused: boolean
  /** Images. */
  lost: number
}

/** Over all tokens and replicas; both counts come from small indexes. */
export async function readQueueState(database: Database): Promise<QueueState> {
  const waiting = await database.query
    .selectFrom('generations')
    .where('status', '=', 'accepted')
    .where('has_slot', '=', 0)
    .select(({ fn }) => [
      fn.countAll<number>().as('queued'),
      fn.min<number | null>('created_at').as('oldestAt'),
    ])
    .executeTakeFirstOrThrow()
  const flying = await database.query
    .selectFrom('generations')
    .where('has_slot', '=', 1)
    .select(({ fn }) => fn.countAll<number>().as('inFlight'))
    .executeTakeFirstOrThrow()
  const lost = await countLost(database.query)
  return { ...waiting, ...flying, lost, isPaused: (await readPausedAt(database.query)) !== null }
}
