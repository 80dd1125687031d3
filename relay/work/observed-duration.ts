/** What was seen of a finished task. Times in milliseconds since 1970. */
export type Sighting = {
  submittedAt: number
  /** The last look at which it was not ready; null if the first one found it. */
  previousLookAt: number | null
  foundAt: number
  /** From creation to end by Rivya's own clock; undefined when it didn't say. */
  tookMs?: number | undefined
}

/**
 * How long the task took, in milliseconds. The look that found it only says "by now"; taken as the duration it would
 * confirm whatever schedule there is. So Rivya's own figure counts where it fits between the last two looks, and the
 * middle between them where there is none.
 */
export function observedDurationMs({ submittedAt, previousLookAt, foundAt, tookMs }: Sighting): number {
  const notYetMs = Math.max(0, (previousLookAt ?? submittedAt) - submittedAt)
  const foundMs = Math.max(notYetMs, foundAt - submittedAt)
  if (tookMs === undefined) return (notYetMs + foundMs) / 2
  return Math.min(Math.max(tookMs, notYetMs), foundMs)
}
