/**
 * The worker's steps against the stand-in for Rivya over a real socket, with a clock that is moved by hand on both
 * sides, so that ten minutes pass in no time.
 */

import { ACTIVE_STATUSES } from '../../../contract/relay-api.ts'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import type { SwitchChanges } from '../../../playground/rivya/switches.ts'
import { createLog } from '../../../relay/observe/log.ts'
import { createRivyaClient } from '../../../relay/rivya/client.ts'
import { createDownloader, type Downloader } from '../../../relay/rivya/download.ts'
import type { Database } from '../../../relay/store/database.ts'
import type { GenerationRow } from '../../../relay/store/tables/generations.ts'
import { readNextStepAt } from '../../../relay/store/work/leases.ts'
import { createHandOver } from '../../../relay/work/hand-over/hand-over-references.ts'
import { createRivyaCopies } from '../../../relay/work/hand-over/rivya-copies.ts'
import { createForecast } from '../../../relay/work/schedule/forecast.ts'
import { createTakeStep } from '../../../relay/work/steps/take-step.ts'
import { createWorker, type Worker } from '../../../relay/work/worker.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { NOON, readRow } from './samples.ts'

export type WorkBench = {
  standIn: StandIn
  clock: ManualClock
  worker: Worker
  /** A second relay on the same database. */
  startWorker: (owner: string) => Worker
  /** Takes due steps and moves the clock to the next until the generation has ended or `untilMs` have passed. */
  runToEnd: (id: string, untilMs?: number) => Promise<GenerationRow>
  close: () => Promise<void>
}

export async function createWorkBench(
  database: Database,
  options: {
    switches?: SwitchChanges
    maxInFlight?: number
    hearsOfEnds?: boolean
    downloader?: Downloader
  } = {},
): Promise<WorkBench> {
  const clock = createManualClock(NOON)
  const standIn = await startStandIn({
    now: clock.now,
    switches: { taskSeconds: 8, longerSidePx: 64, ...options.switches },
  })
  const rivya = createRivyaClient({ baseUrl: standIn.url, apiKey: standIn.key })
  const downloader = options.downloader ?? createDownloader({ allowLoopback: true })
  const log = createLog('silent')
  const random = () => 0

  function startWorker(owner: string): Worker {
    const handOver = createHandOver(database, createRivyaCopies(database, rivya, clock))
    const forecast = createForecast(database, clock, options.hearsOfEnds)
    const takeStep = createTakeStep({
      database,
      rivya,
      downloader,
      handOver,
      forecast,
      clock,
      random,
      log,
      owner,
    })
    const { maxInFlight = 6 } = options
    return createWorker({ database, takeStep, clock, random, log, owner, maxInFlight, leaseMs: 10_000 })
  }

  const worker = startWorker('one')
  return {
    standIn,
    clock,
    worker,
    startWorker,
    async runToEnd(id, untilMs = 60 * 60_000) {
      const end = clock.now() + untilMs
      for (;;) {
        await worker.takeDueSteps()
        const row = await readRow(database, id)
        const hasEnded = !ACTIVE_STATUSES.some((status) => status === row.status)
        const next = await readNextStepAt(database)
        if (hasEnded || (next ?? 0) > end) return row
        // Nothing is under way, but places have become free for those who wait.
        clock.advance(next === null ? 1 : Math.max(1, next - clock.now()))
      }
    },
    async close() {
      await Promise.all([rivya.close(), downloader.close(), standIn.close()])
    },
  }
}
