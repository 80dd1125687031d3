import type { Clock } from '../clock.ts'

type Repeated = {
  clock: Clock
  /** Between two runs. */
  everyMs: number
  /** Before the first one. */
  firstMs?: number
  run: (stopping: AbortSignal) => Promise<unknown>
  /** Said of a run that failed; the next one comes all the same. */
  tellFailure: (error: unknown) => void
}

/** Runs one after the other until it is stopped. @returns stops, and resolves when a run under way has ended */
export function repeat({ clock, everyMs, firstMs = 0, run, tellFailure }: Repeated): () => Promise<void> {
  const stop = new AbortController()
  const ended = (async () => {
    if (firstMs > 0) await clock.wait(firstMs, stop.signal)
    while (!stop.signal.aborted) {
      try {
        await run(stop.signal)
      } catch (error) {
        tellFailure(error)
      }
      await clock.wait(everyMs, stop.signal)
    }
  })()
  return () => {
    stop.abort()
    return ended
  }
}
