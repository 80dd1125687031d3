import type { Clock } from '../../../relay/clock.ts'

export type ManualClock = Clock & { advance: (ms: number) => void }

/** Stands still until it is moved. A wait moves it by itself, so that nothing in a test really waits. */
export function createManualClock(startAt: number): ManualClock {
  let now = startAt
  return {
    now: () => now,
    async wait(ms, signal) {
      if (!signal.aborted) now += ms
    },
    advance(ms) {
      now += ms
    },
  }
}
