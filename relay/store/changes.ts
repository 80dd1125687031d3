/** Wakes long polls and the worker within this process. Holds no news itself: whoever is woken asks the database. */

type Listener = () => void

export class Changes {
  readonly #byPerson = new Map<string, Set<Listener>>()
  readonly #onAny = new Set<Listener>()

  /** @param personId null: news may have been missed, so everyone looks */
  tell(personId: string | null): void {
    const waiting = personId === null ? [...this.#byPerson.values()] : [this.#byPerson.get(personId) ?? []]
    for (const listeners of waiting) for (const listener of [...listeners]) listener()
    for (const listener of [...this.#onAny]) listener()
  }

  /** @returns takes the listener away again */
  onPerson(personId: string, listener: Listener): () => void {
    const listeners = this.#byPerson.get(personId) ?? new Set()
    this.#byPerson.set(personId, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#byPerson.get(personId) === listeners) this.#byPerson.delete(personId)
    }
  }

  /** @returns takes the listener away again */
  onAny(listener: Listener): () => void {
    this.#onAny.add(listener)
    return () => this.#onAny.delete(listener)
  }
}
