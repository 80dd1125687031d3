/**
 * Who may send a body now. Each body read takes up to 10 MB of memory, so only so many are read at once; the others
 * wait unread in their sockets. One user takes a part of the places only, so a slow one can't shut the others out.
 */
import { Gate } from '../gate.ts'
import type { Refusal } from './answers.ts'

const BODIES_AT_ONCE = 8
const BODIES_AT_ONCE_EACH = 3
const WAITING_EACH = 100
const LONGEST_WAIT_MS = 120_000

const TOO_MANY: Refusal = {
  code: 'rate_limited',
  message: 'Too many uploads at once.',
  retryAfterMs: 5000,
}

export class UploadGates {
  readonly #all = new Gate(BODIES_AT_ONCE)
  readonly #each = new Map<string, Gate>()

  /** @returns leaves again; or why there is no place */
  async enter(tokenId: string, signal: AbortSignal): Promise<(() => void) | Refusal> {
    const own = this.#each.get(tokenId) ?? new Gate(BODIES_AT_ONCE_EACH)
    this.#each.set(tokenId, own)
    if (own.waiting >= WAITING_EACH) return TOO_MANY
    const patience = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)])
    const leaveOwn = await own.enter(patience)
    const leaveAll = leaveOwn && (await this.#all.enter(patience))
    const leave = () => {
      leaveAll?.()
      leaveOwn?.()
      if (own.isIdle && this.#each.get(tokenId) === own) this.#each.delete(tokenId)
    }
    if (leaveAll) return leave
    leave()
    return TOO_MANY
  }
}
