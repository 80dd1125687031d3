import type { Result } from '../result.ts'
import { noticeWayIsFree } from '../say.ts'
import { askForToken, type PanelState, tokenOf } from '../state/panel-state.ts'
import { abortable } from './abortable.ts'
import type { Pauses } from './pauses.ts'
import { decideAfter } from './retry-policy.ts'

export type Persist = ReturnType<typeof createPersist>

/**
 * Makes the caller that every call to the relay goes through, once it is known that it should succeed: it waits for a
 * connection, repeats what may be repeated, and tells the panel what is in the way. Resolves with what could not be
 * mended by trying again. Rejects only when `signal` is aborted, which is the panel's own
 * end unless another is given.
 */
export function createPersist(
  state: PanelState,
  pauses: Pauses,
  closing: AbortSignal,
  random: () => number = Math.random,
) {
  return async function persist<T>(call: () => Promise<Result<T>>, signal = closing): Promise<Result<T>> {
    for (let attempt = 0; ; attempt += 1) {
      const token = await connectedToken(state, signal)
      const result = await call()
      if (result.ok) {
        state.relayTrouble.value = null
        noticeWayIsFree(state)
        return result
      }
      const decision = decideAfter(result.failure, attempt, random())
      if (decision.kind === 'give-up') return result
      if (decision.kind === 'reconnect') {
        // The answer to a token that has been replaced meanwhile says nothing about the new one.
        if (tokenOf(state.connection.value) === token) {
          askForToken(state, result.failure)
        }
        continue
      }
      state.relayTrouble.value = result.failure
      await pauses.pause(decision.ms, signal)
    }
  }
}

/** The token as soon as there is a connection; rejects when aborted before. */
async function connectedToken({ connection }: PanelState, signal: AbortSignal): Promise<string> {
  let stopWatching: (() => void) | undefined
  const token = new Promise<string>((resolve) => {
    stopWatching = connection.subscribe((known) => {
      if (known.status === 'connected') resolve(known.token)
    })
  })
  try {
    return await abortable(token, signal)
  } finally {
    stopWatching?.()
  }
}
