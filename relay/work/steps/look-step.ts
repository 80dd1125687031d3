/** The step that looks at a task: when the schedule says so, or Rivya's word has moved it forward. */

import type { LookOutcome } from '../../rivya/outcomes.ts'
import { isTaskOfAnother } from '../../store/generations/generations.ts'
import { parseReferences } from '../../store/generations/stored-json.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { forgetRivyaUrls } from '../../store/uploads/uploads.ts'
import { decideLook } from '../decisions/decide-look.ts'
import { endUnknown } from '../decisions/state.ts'
import { kindOf } from '../schedule/forecast.ts'
import { SLOW_INTERVAL_MS } from '../schedule/poll-schedule.ts'
import type { GoOn } from './go-on.ts'
import type { StepDependencies, StepSignals, StepWriter, TakeStep } from './step-writer.ts'

export function createLookStep(dependencies: StepDependencies, writer: StepWriter, goOn: GoOn): TakeStep {
  const { database, rivya, forecast, clock, random } = dependencies
  const { save, momentOf, report } = writer

  return look

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
    if (change.status === 'failed') await forgetRivyaUrls(database.query, namesOf(row))
  }

  function namesOf(row: GenerationRow): string[] {
    return parseReferences(row).map(({ upload_id }) => upload_id)
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
}
