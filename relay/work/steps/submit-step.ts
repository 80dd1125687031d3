/** The step that pays: references handed over, the exact body stored, the attempt marked, and only then the call. */
import { randomUUID } from 'node:crypto'
import { makeGenerationBody } from '../../rivya/client.ts'
import type { CreateOutcome } from '../../rivya/outcomes.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { readPausedAt } from '../../store/work/pause.ts'
import { saveStep } from '../../store/work/steps.ts'
import {
  decideAfterAttempt,
  decideAfterUploads,
  decideBeforeAttempt,
  isWorthNewLinks,
} from '../decisions/decide-submission.ts'
import { endUnknown } from '../decisions/state.ts'
import { kindOf } from '../schedule/forecast.ts'
import type { Schedule } from '../schedule/poll-schedule.ts'
import type { GoOn } from './go-on.ts'
import type { StepDependencies, StepSignals, StepWriter, TakeStep } from './step-writer.ts'

type Attempt = {
  /** As it is on the disk. */
  marked: GenerationRow
  /** As it was before the attempt. */
  state: GenerationRow
  outcome: CreateOutcome
  attemptAt: number
}

/** Nothing was attempted. */
async function dropAfter(saving: Promise<void>): Promise<null> {
  await saving
  return null
}

/** While paying is paused, what was about to be paid asks again after this. */
const PAUSED_MS = 2000

export function createSubmitStep(dependencies: StepDependencies, writer: StepWriter, goOn: GoOn): TakeStep {
  const { database, rivya, handOver, forecast, clock, owner } = dependencies
  const { save, momentOf, report } = writer

  return submit

  async function submit(row: GenerationRow, signals: StepSignals): Promise<void> {
    const before = decideBeforeAttempt(row, clock.now())
    if (before.kind === 'end') return save(row, before.change, signals)
    if (await isPaused(row)) return save(row, { next_step_at: clock.now() + PAUSED_MS }, signals)
    const startedAt = clock.now()
    const ready = before.kind === 'prepare' ? await prepare(row, signals) : row
    if (ready === null) return
    // Read before the call: what it comes to must be written even if the database is then away for a moment.
    const schedule = await forecast.read(kindOf(row))
    const attempt = await pay(ready, signals)
    if (attempt === null) return
    if (!isWorthNewLinks(attempt.state, attempt.outcome, startedAt))
      return conclude(attempt, schedule, signals)
    const renewed = await renewLinks(attempt.marked, signals)
    const second = renewed === null ? null : await pay(renewed, signals)
    if (second !== null) await conclude(second, schedule, signals)
  }

  /** The paid call. @returns null when it was not made */
  async function pay(ready: GenerationRow, signals: StepSignals): Promise<Attempt | null> {
    if (await isPaused(ready))
      return dropAfter(save(ready, { next_step_at: clock.now() + PAUSED_MS }, signals))
    const attemptAt = clock.now()
    // On the disk before the first byte leaves: after a crash the mark says that the attempt may have arrived.
    const marked = await saveStep(database, ready, {
      change: { status: 'submitting', doubt_since: ready.doubt_since ?? attemptAt },
      owner,
      now: attemptAt,
      isHeld: true,
    })
    if (marked === null) return null
    // Deleted since it was claimed: an earlier attempt may have arrived, another must not.
    if (marked.upstream_body === null) return dropAfter(save(marked, endUnknown(), signals))
    if (signals.free.aborted) return dropAfter(save(marked, { doubt_since: ready.doubt_since }, signals))
    const outcome = await rivya.createGeneration(
      { body: marked.upstream_body, idempotencyKey: marked.upstream_key },
      signals.paid,
    )
    report(marked, 'create', outcome)
    // Decided on the state before the attempt, so that its own mark does not count as an earlier doubt.
    return { marked, state: { ...marked, doubt_since: ready.doubt_since }, outcome, attemptAt }
  }

  async function conclude(
    { marked, state, outcome, attemptAt }: Attempt,
    schedule: Schedule,
    signals: StepSignals,
  ): Promise<void> {
    const now = clock.now()
    const moment = momentOf({ ...state, submitted_at: now }, schedule)
    const decision = decideAfterAttempt(state, outcome, moment, attemptAt)
    const expected = outcome.kind === 'created' ? { expected_at: now + schedule.expectedMs } : {}
    await goOn(marked, { ...decision, change: { ...expected, ...decision.change } }, schedule, signals)
  }

  /** After a refusal, by which it is certain that nothing was paid: the same with new links, under a new key. */
  async function renewLinks(marked: GenerationRow, signals: StepSignals): Promise<GenerationRow | null> {
    const now = clock.now()
    const cleared = await saveStep(database, marked, {
      change: { doubt_since: null },
      owner,
      now,
      isHeld: true,
    })
    if (cleared === null) return null
    if (cleared.deleted_at !== null || signals.free.aborted) return dropAfter(save(cleared, {}, signals))
    return prepare(cleared, signals, now)
  }

  /** One whose earlier attempt may have arrived goes on: it may have been paid, and in ten minutes nobody would know. */
  async function isPaused(row: GenerationRow): Promise<boolean> {
    return row.doubt_since === null && (await readPausedAt(database.query)) !== null
  }

  /** Uploads the references and stores the exact body under a fresh key; null when that ended or paused the step. */
  async function prepare(
    row: GenerationRow,
    signals: StepSignals,
    since?: number,
  ): Promise<GenerationRow | null> {
    const handed = await handOver(row, signals.free, since)
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
        upstream_body_at: handed.at ?? now,
        // A new key for every new body; under the old one nothing was ever sent.
        upstream_key: row.upstream_body === null ? row.upstream_key : randomUUID(),
      },
      owner,
      now,
      isHeld: true,
    })
  }
}
