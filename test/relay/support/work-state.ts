import type { Moment, WorkState } from '../../../relay/work/decisions/state.ts'

export const NOW = 1_780_000_000_000

/** A generation that has just been accepted, with `changes`. */
export function makeState(changes: Partial<WorkState> = {}): WorkState {
  return {
    status: 'accepted',
    reference_count: 0,
    credits_reserved: 5,
    credits_counted: 5,
    deleted_at: null,
    upstream_body: null,
    upstream_body_at: null,
    doubt_since: null,
    submitted_at: null,
    last_look_at: null,
    looks: 0,
    setbacks: 0,
    trouble_since: null,
    dead_ends: 0,
    ...changes,
  }
}

/** With no chance in the pauses, and a schedule that asks for nothing later. */
export function momentAt(now: number, changes: Partial<Moment> = {}): Moment {
  return { now, random: 0, nextLookAt: now, ...changes }
}
