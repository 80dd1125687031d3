/** What has happened lately in this process, by minutes: what the alerts ask for, where nobody collects metrics. */

const MINUTE_MS = 60_000
/** Longer than anyone asks back. */
const KEPT_MINUTES = 61

export class RecentCounts<N extends string> {
  readonly #minutes = new Map<number, Partial<Record<N, number>>>()

  add(name: N, now: number): void {
    const minute = Math.floor(now / MINUTE_MS)
    const counts: Partial<Record<N, number>> = this.#minutes.get(minute) ?? {}
    counts[name] = (counts[name] ?? 0) + 1
    this.#minutes.set(minute, counts)
    for (const old of this.#minutes.keys()) {
      if (old <= minute - KEPT_MINUTES) this.#minutes.delete(old)
    }
  }

  /** In the last so many minutes, the present one included. */
  count(name: N, minutes: number, now: number): number {
    const since = Math.floor(now / MINUTE_MS) - minutes
    let sum = 0
    for (const [minute, counts] of this.#minutes) if (minute > since) sum += counts[name] ?? 0
    return sum
  }
}
