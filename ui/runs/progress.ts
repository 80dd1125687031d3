import type { Run } from './run.ts'
import { generationOf } from './run.ts'

type Progress = {
  elapsedSeconds: number
  /** From the durations the relay has seen; null when it has not said. */
  expectedSeconds: number | null
}

/**
 * Elapsed is counted by this computer's clock and expected by the relay's, so that a difference between the two does not
 * show.
 */
export function progressOf(run: Run, now: number): Progress {
  const elapsedSeconds = Math.max(0, Math.floor((now - run.entry.createdAt) / 1000))
  const generation = generationOf(run.state)
  if (!generation || generation.expected_at === null) return { elapsedSeconds, expectedSeconds: null }
  const expectedMs = Date.parse(generation.expected_at) - Date.parse(generation.created_at)
  return { elapsedSeconds, expectedSeconds: Math.max(1, Math.round(expectedMs / 1000)) }
}

/** "0:07", or "0:07 of about 0:20". */
export function progressLine({ elapsedSeconds, expectedSeconds }: Progress): string {
  const elapsed = minutes(elapsedSeconds)
  return expectedSeconds === null ? elapsed : `${elapsed} of about ${minutes(expectedSeconds)}`
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
