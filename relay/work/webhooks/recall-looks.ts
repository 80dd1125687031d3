/**
 * Looks that were left out because Rivya tells of ends are made after all, as soon as it has once not told: those at tasks
 * that wait for a late look, too.
 */
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import type { Database } from '../../store/database.ts'
import { findQuiet, lookEarlier, wasEndTold } from '../../store/work/told-ends.ts'
import { type Forecast, kindOf } from '../schedule/forecast.ts'
import { WORD_PATIENCE_MS } from '../schedule/sighting.ts'

type RecallDependencies = { database: Database; forecast: Forecast; clock: Clock; log: Log }

/** To be called with a task that a look has found ended while words were relied on. Resolves soon after. */
type AwaitWord = (generationId: string, stopping: AbortSignal) => Promise<void>

export function createAwaitWord({ database, forecast, clock, log }: RecallDependencies): AwaitWord {
  return async (id, stopping) => {
    await clock.wait(WORD_PATIENCE_MS, stopping)
    if (stopping.aborted) return
    try {
      if (await wasEndTold(database, id)) return
      forecast.forget()
      const moved = await recallLooks(database, forecast, clock.now())
      log.warn({ generation: id, moved }, 'Rivya did not tell of an end; all looks are made again')
    } catch (error) {
      log.warn({ error }, 'looks could not be moved forward; they come when they were planned')
    }
  }
}

/** @returns how many are to come earlier */
async function recallLooks(database: Database, forecast: Forecast, now: number): Promise<number> {
  let moved = 0
  for (const row of await findQuiet(database, now)) {
    const schedule = await forecast.read(kindOf(row))
    const at = Math.ceil(
      schedule.nextLookAt({
        submittedAt: Math.min(row.submitted_at ?? now, now),
        looks: row.looks,
        lastLookAt: row.last_look_at,
        now,
      }),
    )
    if (await lookEarlier(database, row, at)) moved += 1
  }
  return moved
}
