/** Pauses that the person or a returning network can cut short. */
export type Pauses = {
  /** Resolves after `ms`, or at the next `wake`; rejects when aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>
  /** Ends all pauses that are running. */
  wake(): void
}

export function createPauses(): Pauses {
  const sleepers = new Set<() => void>()
  return {
    pause(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const end = (settle: () => void) => {
          clearTimeout(timer)
          sleepers.delete(rise)
          signal.removeEventListener('abort', abort)
          settle()
        }
        const rise = () => end(resolve)
        const abort = () => end(() => reject(signal.reason))
        const timer = setTimeout(rise, ms)
        sleepers.add(rise)
        signal.addEventListener('abort', abort, { once: true })
      })
    },
    wake() {
      for (const rise of [...sleepers]) rise()
    },
  }
}
