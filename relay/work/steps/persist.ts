import { BlobsAway } from '../../blobs/blob-store.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import type { Database } from '../../store/database.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { type Step, saveStep } from '../../store/work/steps.ts'

/** Long enough for a database that restarts; after that another claim finds out again from Rivya. */
const PATIENCE_MS = 5 * 60_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

export type Persist = (
  row: GenerationRow,
  step: Omit<Step, 'owner' | 'now'>,
  stop: AbortSignal,
) => Promise<GenerationRow | null>

/**
 * Writes what a step has come to, again and again if need be: an answer of Rivya must not get lost because the
 * database is away for a moment. Gives null when the lease was lost, since another relay then has asked Rivya itself.
 *
 * @throws the database's error when patience or `stop` ends the trying, and `BlobsAway` at once
 */
export function createPersist(
  database: Database,
  { clock, log, owner }: { clock: Clock; log: Log; owner: string },
): Persist {
  return async (row, step, stop) => {
    const giveUpAt = clock.now() + PATIENCE_MS
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await saveStep(database, row, { ...step, owner, now: clock.now() })
      } catch (error) {
        // Its bytes can be had again, and may be wanted for long: not in memory meanwhile.
        if (error instanceof BlobsAway) throw error
        if (stop.aborted || clock.now() >= giveUpAt) throw error
        log.warn({ error, generation: row.id }, 'could not write a step; trying again')
        await clock.wait(pauseMs, stop)
      }
    }
  }
}
