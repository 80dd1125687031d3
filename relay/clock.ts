/** Time as an argument, so that tests move it by hand. */
import { setTimeout as delay } from 'node:timers/promises'

export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number
  /** Resolves after `ms`, or at once when `signal` fires; never rejects. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async wait(ms, signal) {
    try {
      await delay(ms, undefined, { signal })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  },
}
