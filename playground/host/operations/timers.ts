/** The sandbox's timers: all cancelled when the plugin closes. */
import type { Environment } from '../host.ts'
import type { Operations } from '../run/sandbox.ts'

export function createTimers(environment: Environment, fire: (id: number) => void) {
  const running = new Map<number, unknown>()

  function start(id: number, delayMs: number, isRepeating: boolean): void {
    const timer = environment.setTimer(
      () => {
        running.delete(id)
        if (isRepeating) start(id, delayMs, true)
        fire(id)
      },
      Math.max(0, delayMs || 0),
    )
    running.set(id, timer)
  }

  const operations: Operations = {
    'set-timer': start,
    'clear-timer': (id: number) => {
      const timer = running.get(id)
      if (timer !== undefined) environment.clearTimer(timer)
      running.delete(id)
    },
  }
  return {
    operations,
    cancelAll(): void {
      for (const timer of running.values()) environment.clearTimer(timer)
      running.clear()
    },
  }
}
