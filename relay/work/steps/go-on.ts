/** What follows an answer of Rivya: the change is written, and of a task that has finished the images are fetched at once. */
import type { RivyaTask } from '../../rivya/outcomes.ts'
import type { NewImage } from '../../store/generations/images.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import type { Step } from '../../store/work/steps.ts'
import { type DownloadProblem, decideDownload } from '../decisions/decide-download.ts'
import type { LookDecision } from '../decisions/decide-look.ts'
import { endSucceeded } from '../decisions/state.ts'
import { kindOf } from '../schedule/forecast.ts'
import type { Schedule } from '../schedule/poll-schedule.ts'
import { boundsOf, type Sighting } from '../schedule/sighting.ts'
import { createAwaitWord } from '../webhooks/recall-looks.ts'
import { createDownloadPlaces } from './download-places.ts'
import type { StepDependencies, StepSignals, StepWriter } from './step-writer.ts'

/** Of nothing: asked for to see whether the place of the images answers. */
const NO_HASH = '0'.repeat(64)

/** For a place; each is a row and a lease that is held. More only come while a host lets everybody wait. */
const MOST_WAITING = 200
const CROWDED_MS = 60_000

export type GoOn = (
  row: GenerationRow,
  decision: LookDecision,
  schedule: Schedule,
  signals: StepSignals,
) => Promise<void>

export function createGoOn(dependencies: StepDependencies, writer: StepWriter): GoOn {
  const { database, downloader, clock, metrics } = dependencies
  const { save, persist, momentOf, report } = writer
  const downloads = createDownloadPlaces()
  const awaitWord = createAwaitWord(dependencies)

  return goOn

  async function goOn(
    row: GenerationRow,
    decision: LookDecision,
    schedule: Schedule,
    signals: StepSignals,
  ): Promise<void> {
    const { change, finished } = decision
    if (finished === undefined) return save(row, change, signals)
    const now = clock.now()
    // Due now: should this relay die during the download, another goes on.
    const step = {
      change: { ...change, next_step_at: now },
      isHeld: true,
      ...observe(row, finished, schedule, now),
    }
    const arrived = await persist(row, step, signals.paid)
    if (arrived === null) return
    if (step.duration !== undefined && schedule.believesWord && arrived.told_at === null)
      void awaitWord(row.id, signals.free)
    // Deleted in the meantime: the price is known, and nobody wants the image.
    if (arrived.deleted_at !== null) return save(arrived, endSucceeded(), signals)
    await fetchImages(arrived, finished.urls, signals)
  }

  /** What the schedule learns from; only from the look that found the task finished, while the row still watched it. */
  function observe(
    row: GenerationRow,
    task: RivyaTask,
    { believesTimes }: Schedule,
    now: number,
  ): Pick<Step, 'duration'> {
    const isWatched = row.status === 'queued' || row.status === 'processing'
    if (!isWatched || row.submitted_at === null) return {}
    const foundMs = Math.max(0, now - row.submitted_at)
    const notYetMs = Math.min(foundMs, Math.max(0, (row.last_look_at ?? 0) - row.submitted_at))
    const sighting: Sighting = {
      notYetMs,
      foundMs,
      saidMs: task.saidMs ?? null,
      saidBeforeMs: row.said_ms,
      toldMs: row.told_at === null ? null : row.told_at - row.submitted_at,
    }
    const [low, high] = boundsOf(sighting, believesTimes)
    metrics?.resultFound(foundMs - (low + high) / 2)
    return { duration: { ...kindOf(row), sighting, finishedAt: now } }
  }

  async function fetchImages(row: GenerationRow, urls: string[], signals: StepSignals): Promise<void> {
    if (downloads.waiting >= MOST_WAITING) {
      return save(row, { next_step_at: clock.now() + CROWDED_MS }, signals)
    }
    const leave = await signals.rest(downloads.enter(urls[0] ?? '', signals.free))
    if (leave === null) return
    try {
      // Otherwise megabytes would come again and again for as long as they can't be kept.
      if (row.setbacks > 0) await database.blobs.has(NO_HASH)
      const images: NewImage[] = []
      let problem: DownloadProblem | null = null
      for (const url of urls) {
        const outcome = await downloader.download(url, signals.free)
        if (outcome.kind === 'downloaded' || outcome.kind === 'cut-short') images.push(outcome)
        // Of several the one that may yet be mended counts.
        if (outcome.kind !== 'downloaded' && problem?.kind !== 'not-now') problem = { ...outcome, link: url }
      }
      if (signals.free.aborted) return
      if (problem !== null) report(row, 'download', problem)
      const change = decideDownload(row, problem, images.length > 0, momentOf(row, null))
      await save(row, change, signals, change.status === 'succeeded' ? images : undefined)
    } finally {
      leave()
    }
  }
}
