/** The values in which the worker's decisions are made: columns in, columns out. */

import type { RelayFailureCode } from '../../../contract/failures.ts'
import { ACTIVE_STATUSES, type GenerationStatus } from '../../../contract/relay-api.ts'
import type { GenerationRow, GenerationTable } from '../../store/tables/generations.ts'

export type WorkState = Pick<
  GenerationRow,
  | 'status'
  | 'reference_count'
  | 'credits_reserved'
  | 'credits_counted'
  | 'deleted_at'
  | 'upstream_body'
  | 'upstream_body_at'
  | 'doubt_since'
  | 'submitted_at'
  | 'last_look_at'
  | 'looks'
  | 'setbacks'
  | 'trouble_since'
  | 'dead_ends'
>

/** Columns to write; what is not named stays. */
export type WorkChange = Partial<
  Pick<
    GenerationTable,
    | Exclude<keyof WorkState, 'reference_count'>
    | 'credits_final'
    | 'failure_code'
    | 'failure_message'
    | 'expected_at'
    | 'said_ms'
    | 'planned_look_at'
    | 'has_slot'
    | 'next_step_at'
    | 'upstream_key'
    | 'upstream_task_id'
  >
>

/** Everything a decision needs that is not in the row. */
export type Moment = {
  now: number
  /** 0 to 1, for the pauses. */
  random: number
  /** When the task should be looked at next if nothing is wrong. */
  nextLookAt: number
}

const ENDED: WorkChange = {
  next_step_at: null,
  expected_at: null,
  has_slot: 0,
  upstream_body: null,
}

/** @param counted what stays counted for the day: 0 when it is certain that nothing was charged */
export function failWith(code: RelayFailureCode, message: string, counted: number): WorkChange {
  return {
    ...ENDED,
    status: 'failed',
    failure_code: code,
    failure_message: message,
    credits_counted: counted,
    ...(counted === 0 ? { credits_final: 0 } : {}),
  }
}

/** It may have been paid and can't be looked up: never sent again, and the reservation stays. */
export function endUnknown(): WorkChange {
  return { ...ENDED, status: 'unknown' }
}

export function endSucceeded(): WorkChange {
  return { ...ENDED, status: 'succeeded' }
}

export function isActive(status: GenerationStatus): boolean {
  return rank(status) < ACTIVE_STATUSES.length
}

/** The later of the two: a slow or stale answer never takes a status back. */
export function laterStatus(one: GenerationStatus, other: GenerationStatus): GenerationStatus {
  return rank(one) >= rank(other) ? one : other
}

function rank(status: GenerationStatus): number {
  const order: readonly GenerationStatus[] = ACTIVE_STATUSES
  const index = order.indexOf(status)
  return index === -1 ? order.length : index
}
