/**
 * How many long polls one person may hold open at this relay. Each holds a connection and is woken by every change, so
 * without a bound one person could take what all others need. A panel holds one.
 */
import type { Refusal } from '../answers.ts'

export const POLLS_EACH = 100

/** News is still told at once; a panel that is one too many hears of it this much later. */
export const TOO_MANY_POLLS: Refusal = {
  code: 'rate_limited',
  message: `More than ${POLLS_EACH} requests of yours wait for news.`,
  retryAfterMs: 5000,
}

export class PollPlaces {
  readonly #taken = new Map<string, number>()

  /** @returns leaves again, to be called once; null when all of the person's places are taken */
  enter(personId: string): (() => void) | null {
    const taken = this.#taken.get(personId) ?? 0
    if (taken >= POLLS_EACH) return null
    this.#taken.set(personId, taken + 1)
    return () => {
      const left = (this.#taken.get(personId) ?? 0) - 1
      if (left > 0) this.#taken.set(personId, left)
      else this.#taken.delete(personId)
    }
  }
}
