import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { cleanUp } from '../store/cleanup.ts'
import type { Database } from '../store/database.ts'

const EVERY_MS = 60 * 60_000
/** Not while the relay is busy starting. */
const FIRST_MS = 60_000

type CleanUpDependencies = { database: Database; clock: Clock; log: Log; resultDays: number }

/** Once an hour until it is stopped. @returns stops, and resolves when a run under way has ended */
export function startCleanUp({ database, clock, log, resultDays }: CleanUpDependencies): () => Promise<void> {
  const stop = new AbortController()
  const ended = (async () => {
    await clock.wait(FIRST_MS, stop.signal)
    while (!stop.signal.aborted) {
      try {
        const result = await cleanUp(database, clock.now(), resultDays)
        log.info(result, 'cleaned up')
      } catch (error) {
        log.error({ error }, 'clean-up failed; it comes again in an hour')
      }
      await clock.wait(EVERY_MS, stop.signal)
    }
  })()
  return () => {
    stop.abort()
    return ended
  }
}
