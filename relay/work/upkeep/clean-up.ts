import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import { cleanUp } from '../../store/cleanup/cleanup.ts'
import { isClockTrusted } from '../../store/cleanup/trust-clock.ts'
import type { Database } from '../../store/database.ts'
import { repeat } from '../repeat.ts'

const EVERY_MS = 60 * 60_000
/** Not while the relay is busy starting. */
const FIRST_MS = 60_000
/** Between two steps of giving room back, so that it is never in the way: some gigabytes in a quarter of an hour. */
const GIVE_BACK_PAUSE_MS = 200

type CleanUpDependencies = { database: Database; clock: Clock; log: Log; resultDays: number }

/** Once an hour until it is stopped. @returns stops, and resolves when a run under way has ended */
export function startCleanUp({ database, clock, log, resultDays }: CleanUpDependencies): () => Promise<void> {
  async function cleanUpOnce(stopping: AbortSignal): Promise<void> {
    const now = clock.now()
    if (!(await isClockTrusted(database, now))) {
      log.warn('the clock has jumped ahead; nothing is deleted before it has gone on for a day')
      return
    }
    const { failures, ...gone } = await cleanUp(database, now, resultDays)
    for (const { step, error } of failures) {
      log.error({ error, step }, 'a part of the clean-up failed; it comes again in an hour')
    }
    log.info(gone, 'cleaned up')
    while (!stopping.aborted && (await database.room.giveBack())) {
      await clock.wait(GIVE_BACK_PAUSE_MS, stopping)
    }
  }

  return repeat({
    clock,
    firstMs: FIRST_MS,
    everyMs: EVERY_MS,
    run: cleanUpOnce,
    tellFailure: (error) => log.error({ error }, 'clean-up failed; it comes again in an hour'),
  })
}
