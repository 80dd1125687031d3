/** Wakes long polls and the worker within this process. Holds no news itself: whoever is woken asks the database. */

type Listener = () => void

export class Changes {
  readonly #byToken = new Map<string, Set<Listener>>()
  readonly #onAny = new Set<Listener>()

  /** @param tokenId null: news may have been missed, so everyone looks */
  tell(tokenId: string | null): void {
    const waiting = tokenId === null ? [...this.#byToken.values()] : [this.#byToken.get(tokenId) ?? []]
    for (const listeners of waiting) for (const listener of [...listeners]) listener()
    for (const listener of [...this.#onAny]) listener()
  }

  /** @returns takes the listener away again */
  onToken(tokenId: string, listener: Listener): () => void {
    const listeners = this.#byToken.get(tokenId) ?? new Set()
    this.#byToken.set(tokenId, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#byToken.get(tokenId) === listeners) this.#byToken.delete(tokenId)
    }
  }

  /** @returns takes the listener away again */
  onAny(listener: Listener): () => void {
    this.#onAny.add(listener)
    return () => this.#onAny.delete(listener)
  }
}
