/**
 * One step of one generation: look at its row, do what is next, write what came of it. The same code serves the first
 * time, every retry and the recovery after a crash, since nothing is known of a generation but its row.
 */
import { randomUUID } from 'node:crypto'
import { BlobsAway } from '../blobs/blob-store.ts'
import type { Clock } from '../clock.ts'
import { Gate } from '../gate.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { makeGenerationBody, type RivyaClient } from '../rivya/client.ts'
import type { Downloader } from '../rivya/download.ts'
import type { LookOutcome, RivyaTask } from '../rivya/outcomes.ts'
import type { Database } from '../store/database.ts'
import { isTaskOfAnother } from '../store/generations.ts'
import type { NewImage } from '../store/images.ts'
import { readPausedAt } from '../store/pause.ts'
import type { GenerationRow } from '../store/schema.ts'
import { type Step, saveStep } from '../store/steps.ts'
import { lookAgain } from '../store/told-ends.ts'
import { decideBlobsAway } from './decide-blobs-away.ts'
import { type DownloadProblem, decideDownload } from './decide-download.ts'
import { decideLook, type LookDecision } from './decide-look.ts'
import { decideAfterAttempt, decideAfterUploads, decideBeforeAttempt } from './decide-submission.ts'
import { type Forecast, kindOf } from './forecast.ts'
import type { HandOverReferences } from './hand-over-references.ts'
import { createPersist } from './persist.ts'
import { isControl, type Schedule, SLOW_INTERVAL_MS } from './poll-schedule.ts'
import { boundsOf, type Sighting } from './sighting.ts'
import { endSucceeded, endUnknown, isActive, type Moment, type WorkChange } from './state.ts'

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
}

/** While paying is paused, what was about to be paid asks again after this. */
const PAUSED_MS = 2000
/** Of nothing: asked for to see whether the place of the images answers. */
const NO_HASH = '0'.repeat(64)
/** A finished image has up to 32 MB. */
const DOWNLOADS_AT_ONCE = 3

export type TakeStep = (row: GenerationRow, signals: StepSignals) => Promise<void>

export function createTakeStep(dependencies: StepDependencies): TakeStep {
  const { database, rivya, downloader, handOver, forecast, clock, random, log, metrics, owner } = dependencies
  const downloads = new Gate(DOWNLOADS_AT_ONCE)
  const persist = createPersist(database, { clock, log, owner })

  return async (row, signals) => {
    try {
      await step(row, signals)
    } catch (error) {
      if (!(error instanceof BlobsAway)) throw error
      log.warn({ error, generation: row.id }, 'the place of the images did not do what was asked')
      await save(row, decideBlobsAway(row, momentOf(row, null), error.retryAfterMs), signals)
    }
  }

  async function step(row: GenerationRow, signals: StepSignals): Promise<void> {
    switch (row.status) {
      case 'accepted':
      case 'submitting':
        return submit(row, signals)
      case 'queued':
      case 'processing':
      case 'downloading':
        return look(row, signals)
      case 'succeeded':
      case 'failed':
      case 'unknown':
        throw new Error(`a step was due for a generation that has ${row.status}`)
    }
  }

  async function submit(row: GenerationRow, signals: StepSignals): Promise<void> {
    const before = decideBeforeAttempt(row, clock.now())
    if (before.kind === 'end') return save(row, before.change, signals)
    if (await isPaused(row)) return save(row, { next_step_at: clock.now() + PAUSED_MS }, signals)
    const ready = before.kind === 'prepare' ? await prepare(row, signals) : row
    if (ready === null) return
    // Read before the call: what it comes to must be written even if the database is then away for a moment.
    const schedule = await forecast.read(kindOf(row))
    if (await isPaused(ready)) return save(ready, { next_step_at: clock.now() + PAUSED_MS }, signals)
    const attemptAt = clock.now()
    // On the disk before the first byte leaves: after a crash the mark says that the attempt may have arrived.
    const marked = await saveStep(database, ready, {
      change: { status: 'submitting', doubt_since: ready.doubt_since ?? attemptAt },
      owner,
      now: attemptAt,
      isHeld: true,
    })
    if (marked === null) return
    // Deleted since it was claimed: an earlier attempt may have arrived, another must not.
    if (marked.upstream_body === null) return save(marked, endUnknown(), signals)
    if (signals.free.aborted) return save(marked, { doubt_since: ready.doubt_since }, signals)
    const outcome = await rivya.createGeneration(
      { body: marked.upstream_body, idempotencyKey: marked.upstream_key },
      signals.paid,
    )
    report(row, 'create', outcome)
    // Decided on the state before the attempt, so that its own mark does not count as an earlier doubt.
    const state = { ...marked, doubt_since: ready.doubt_since }
    const now = clock.now()
    const moment = momentOf({ ...state, submitted_at: now }, schedule)
    const decision = decideAfterAttempt(state, outcome, moment, attemptAt)
    const expected = outcome.kind === 'created' ? { expected_at: now + schedule.expectedMs } : {}
    await goOn(marked, { ...decision, change: { ...expected, ...decision.change } }, schedule, signals)
  }

  /** One whose earlier attempt may have arrived goes on: it may have been paid, and in ten minutes nobody would know. */
  async function isPaused(row: GenerationRow): Promise<boolean> {
    return row.doubt_since === null && (await readPausedAt(database.query)) !== null
  }

  /** Uploads the references and stores the exact body under a fresh key; null when that ended or paused the step. */
  async function prepare(row: GenerationRow, signals: StepSignals): Promise<GenerationRow | null> {
    const handed = await handOver(row, signals.free)
    if (handed.kind !== 'handed') {
      // Stopped: the lease is given back and the step starts anew.
      if (signals.free.aborted) return null
      report(row, 'upload', handed)
      await save(row, decideAfterUploads(row, handed, momentOf(row, null)), signals)
      return null
    }
    const body = makeGenerationBody({
      prompt: row.prompt,
      aspectRatio: row.aspect_ratio,
      resolution: row.resolution,
      references: handed.references,
      clientRequestId: row.request_id,
    })
    const now = clock.now()
    return saveStep(database, row, {
      change: {
        upstream_body: body,
        upstream_body_at: now,
        // A new key for every new body; under the old one nothing was ever sent.
        upstream_key: row.upstream_body === null ? row.upstream_key : randomUUID(),
      },
      owner,
      now,
      isHeld: true,
    })
  }

  async function look(row: GenerationRow, signals: StepSignals): Promise<void> {
    // Written together with the status, so it can't be missing; if it is, nothing can be looked up.
    if (row.upstream_task_id === null) return save(row, endUnknown(), signals)
    const schedule = await forecast.read(kindOf(row))
    const startedAt = clock.now()
    const outcome = await lookAt(row, row.upstream_task_id, signals.free)
    if (signals.free.aborted) return
    report(row, 'look', outcome)
    const planned = plannedLook(row, startedAt)
    const moment =
      planned === null
        ? momentOf({ ...row, last_look_at: clock.now(), looks: row.looks + 1 }, schedule)
        : { now: clock.now(), random: random(), nextLookAt: planned }
    const decision = decideLook(row, outcome, moment)
    const said = outcome.kind === 'task' ? { said_ms: outcome.task.saidMs ?? null } : {}
    // One that Rivya's word has moved forward takes none from the looks of the schedule.
    const looks = planned === null ? {} : { looks: row.looks }
    const change = { ...said, ...decision.change, ...looks, planned_look_at: null }
    await goOn(row, { ...decision, change }, schedule, signals)
  }

  /** @returns when the schedule looks, where this look is one more; never far off, whatever the clocks did */
  function plannedLook({ planned_look_at: planned }: GenerationRow, now: number): number | null {
    return planned === null || planned <= now ? null : Math.min(planned, now + SLOW_INTERVAL_MS)
  }

  /**
   * Nothing says that ids keep their form, so an answer with an unknown one is believed. One that names the task of
   * another generation, as a cache in between might hand out, would bring somebody else's image.
   */
  async function lookAt(row: GenerationRow, taskId: string, signal: AbortSignal): Promise<LookOutcome> {
    const outcome = await rivya.getGeneration(taskId, signal)
    if (outcome.kind !== 'task' || outcome.task.id === taskId) return outcome
    if (!(await isTaskOfAnother(database, outcome.task.id, row.id))) return outcome
    return { kind: 'not-now', reason: 'the answer was about another task', retryAfterMs: null }
  }

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
    const leave = await downloads.enter(signals.free)
    if (leave === null) return
    try {
      // Otherwise megabytes would come again and again for as long as they can't be kept.
      if (row.setbacks > 0) await database.blobs.has(NO_HASH)
      const images: NewImage[] = []
      let problem: DownloadProblem | null = null
      for (const url of urls) {
        const outcome = await downloader.download(url, signals.free)
        if (outcome.kind === 'downloaded' || outcome.kind === 'cut-short') images.push(outcome)
        if (outcome.kind !== 'downloaded') problem = outcome
      }
      if (signals.free.aborted) return
      if (problem !== null) report(row, 'download', problem)
      const change = decideDownload(row, problem, images.length > 0, momentOf(row, null))
      await save(row, change, signals, change.status === 'succeeded' ? images : undefined)
    } finally {
      leave()
    }
  }

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

  /** @param schedule null where no look is scheduled, only a retry */
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
