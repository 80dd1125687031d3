/** What every step writes with: its row, the moment it decides at, and a line about what Rivya answered. */
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import type { Metrics } from '../../observe/metrics.ts'
import type { RivyaClient } from '../../rivya/client.ts'
import type { Downloader } from '../../rivya/download.ts'
import type { Database } from '../../store/database.ts'
import type { NewImage } from '../../store/generations/images.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { lookAgain } from '../../store/work/told-ends.ts'
import { isActive, type Moment, type WorkChange } from '../decisions/state.ts'
import type { HandOverReferences } from '../hand-over/hand-over-references.ts'
import type { Forecast } from '../schedule/forecast.ts'
import { isControl, type Schedule } from '../schedule/poll-schedule.ts'
import { createPersist, type Persist } from './persist.ts'

export type StepDependencies = {
  database: Database
  rivya: RivyaClient
  downloader: Downloader
  handOver: HandOverReferences
  forecast: Forecast
  clock: Clock
  random: () => number
  log: Log
  metrics?: Pick<Metrics, 'resultFound' | 'generationEnded'>
  /** Names the holder of the leases. */
  owner: string
}

export type StepSignals = {
  /** Fires when the relay stops: whatever is free can be done again later. */
  free: AbortSignal
  /** Fires when the relay can wait no longer for a paid call to end. */
  paid: AbortSignal
  /** For what a step only waits for: meanwhile it keeps no other from beginning. */
  rest: <T>(waiting: Promise<T>) => Promise<T>
}

export type TakeStep = (row: GenerationRow, signals: StepSignals) => Promise<void>

export type StepWriter = {
  /** With the images of a change to `succeeded`, in one transaction. */
  save: (row: GenerationRow, change: WorkChange, signals: StepSignals, images?: NewImage[]) => Promise<void>
  persist: Persist
  /** `schedule` is null where no look is scheduled, only a retry. */
  momentOf: (row: GenerationRow, schedule: Schedule | null) => Moment
  report: (row: GenerationRow, call: string, outcome: { kind: string; reason?: string }) => void
}

export function createStepWriter(dependencies: StepDependencies): StepWriter {
  const { database, clock, random, log, metrics, owner } = dependencies
  const persist = createPersist(database, { clock, log, owner })

  return { save, persist, momentOf, report }

  async function save(
    row: GenerationRow,
    change: WorkChange,
    signals: StepSignals,
    images?: NewImage[],
  ): Promise<void> {
    const saved = await persist(row, images === undefined ? { change } : { change, images }, signals.paid)
    if (saved === null) return
    countEnd(saved)
    // Rivya's word came while the look was under way, which may have been too early by a moment.
    if (isActive(saved.status) && saved.told_at !== row.told_at)
      await lookAgain(database, row.id, clock.now())
  }

  function countEnd({ status, looks, credits_final: finalCredits }: GenerationRow): void {
    if (!isActive(status)) metrics?.generationEnded({ status, looks, finalCredits })
  }

  function momentOf(row: GenerationRow, schedule: Schedule | null): Moment {
    const now = clock.now()
    // Later than now only when the clock was set back: then the plan begins anew, with the looks that were made.
    const past = (at: number | null) => (at === null ? null : Math.min(at, now))
    const [submittedAt, lastLookAt] = [past(row.submitted_at), past(row.last_look_at)]
    // In `downloading` a look is for a fresh link, whenever the download is tried again.
    const isScheduled = schedule !== null && submittedAt !== null && row.status !== 'downloading'
    const watched = { looks: row.looks, lastLookAt, now, leansOnWord: !isControl(row.id) }
    const nextLookAt = isScheduled ? schedule.nextLookAt({ ...watched, submittedAt }) : now
    return { now, random: random(), nextLookAt: Math.ceil(nextLookAt) }
  }

  function report(row: GenerationRow, call: string, outcome: { kind: string; reason?: string }): void {
    const { kind, reason } = outcome
    const fields = { generation: row.id, request: row.request_id, call, outcome: kind, reason }
    if (['created', 'task'].includes(kind)) log.debug(fields, 'Rivya answered')
    else log.warn(fields, 'Rivya did not do what was asked')
  }
}
