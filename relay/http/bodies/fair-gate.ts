/**
 * Who may hold megabytes of memory now. What has no place yet waits where it takes none. One user takes a part of the
 * places only, so a slow one can't shut the others out.
 */
import { Gate } from '../../gate.ts'
import type { Refusal } from '../answers.ts'

export type Places = {
  all: number
  /** Of one person. */
  each: number
  /** Of one person may wait; one more is refused. */
  waitingEach: number
  longestWaitMs: number
  /** What whoever gets no place is told. */
  tooMany: Refusal
}

export class FairGate {
  readonly #places: Places
  readonly #all: Gate
  readonly #each = new Map<string, Gate>()

  constructor(places: Places) {
    this.#places = places
    this.#all = new Gate(places.all)
  }

  /** @returns leaves again; or why there is no place */
  async enter(personId: string, signal: AbortSignal): Promise<(() => void) | Refusal> {
    const { each, waitingEach, longestWaitMs, tooMany } = this.#places
    const own = this.#each.get(personId) ?? new Gate(each)
    this.#each.set(personId, own)
    if (own.waiting >= waitingEach) return tooMany
    const patience = AbortSignal.any([signal, AbortSignal.timeout(longestWaitMs)])
    const leaveOwn = await own.enter(patience)
    const leaveAll = leaveOwn && (await this.#all.enter(patience))
    const leave = () => {
      leaveAll?.()
      leaveOwn?.()
      if (own.isIdle && this.#each.get(personId) === own) this.#each.delete(personId)
    }
    if (leaveAll) return leave
    leave()
    return tooMany
  }
}
