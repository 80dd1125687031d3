/**
 * Hands references on to Rivya while the person still writes, so that a press finds their links. Nothing depends on it: what
 * is left undone here, for whatever reason, the press does.
 */
import type { Clock } from '../../clock.ts'
import { Gate } from '../../gate.ts'
import type { Log } from '../../observe/log.ts'
import type { RivyaCopies } from './rivya-copies.ts'

/** Beside those of presses, which it takes no place from. */
const AT_ONCE = 4
/** Pictures may never be used, and their way costs somebody bandwidth: so much a person and minute goes ahead. */
export const AHEAD_BYTES_PER_MINUTE = 120_000_000
const MINUTE_MS = 60_000

export type HandAhead = (upload: { id: string; bytes: number; ownerId: string; requestId: string }) => void

/** @param signal ends it: what waits is dropped */
export function createHandAhead(
  copies: Pick<RivyaCopies, 'sendAhead'>,
  { clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal },
): HandAhead {
  const gate = new Gate(AT_ONCE)
  /** Bytes of the present minute, by person. */
  let minute = 0
  let spent = new Map<string, number>()
  /** Rivya has asked for no more until then. */
  let notBefore = 0

  function isWithinBudget(ownerId: string, bytes: number): boolean {
    const present = Math.floor(clock.now() / MINUTE_MS)
    if (present !== minute) spent = new Map()
    minute = present
    const total = (spent.get(ownerId) ?? 0) + bytes
    if (total > AHEAD_BYTES_PER_MINUTE) return false
    spent.set(ownerId, total)
    return true
  }

  async function send(id: string, requestId: string): Promise<void> {
    const leave = await gate.enter(signal)
    if (leave === null) return
    try {
      if (clock.now() < notBefore) return
      const copy = await copies.sendAhead(id, requestId, signal)
      if (copy.kind === 'not-now') notBefore = clock.now() + (copy.retryAfterMs ?? 0)
      if (copy.kind !== 'uploaded')
        log.debug({ request: requestId, outcome: copy.kind }, 'a reference did not go ahead')
    } catch (error) {
      log.warn({ error, request: requestId }, 'a reference could not go ahead')
    } finally {
      leave()
    }
  }

  return ({ id, bytes, ownerId, requestId }) => {
    if (!signal.aborted && isWithinBudget(ownerId, bytes)) void send(id, requestId)
  }
}
