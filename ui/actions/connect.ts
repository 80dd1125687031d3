import { announce, showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'

/** Tries a pasted token against the relay and keeps it when it is accepted. */
export async function connect({ state, relay, bridge, signal }: Shell, pasted: string): Promise<void> {
  const token = pasted.trim()
  if (token === '') {
    state.connection.value = {
      status: 'disconnected',
      failure: { code: 'unauthenticated', detail: 'The field is empty.' },
    }
    return
  }
  state.connection.value = { status: 'checking', token }
  const me = await relay.readMe(signal, token)
  if (!me.ok) {
    state.connection.value = { status: 'disconnected', failure: me.failure }
    return
  }
  state.relayTrouble.value = null
  state.connection.value = { status: 'connected', token, me: me.value }
  announce(state, 'Connected.')
  const saved = await bridge.ask({ type: 'save-token', token })
  if (!saved.ok) showProblem(state, 'The token could not be kept: paste it again next time.')
}

/** Forgets the token. What is running goes on at the relay and is taken up when connected again. */
export async function disconnect({ state, bridge }: Shell): Promise<void> {
  state.connection.value = { status: 'disconnected', failure: null }
  await bridge.ask({ type: 'save-token', token: null })
}

const reading = new WeakMap<Shell, Promise<void>>()

/** Asks the relay for balance and prices anew; at most one such question is open at a time. */
export function readAccount(shell: Shell): Promise<void> {
  const known = reading.get(shell)
  if (known !== undefined) return known
  const question = ask(shell).finally(() => reading.delete(shell))
  reading.set(shell, question)
  return question
}

const QUIET_MS = 1000
const timers = new WeakMap<Shell, ReturnType<typeof setTimeout>>()

/**
 * After a change that may have cost something: once for a batch, and not before the relay has the new figure, which it
 * asks of Rivya at most once a second.
 */
export function readAccountSoon(shell: Shell): void {
  clearTimeout(timers.get(shell))
  const timer = setTimeout(() => {
    if (!shell.signal.aborted) void readAccount(shell)
  }, QUIET_MS)
  timers.set(shell, timer)
}

async function ask({ state, relay, persist, signal }: Shell): Promise<void> {
  const me = await persist(() => relay.readMe(signal), signal)
  const connection = state.connection.value
  // An unknown balance is shown as unknown; generating does not depend on it.
  if (me.ok && connection.status === 'connected') state.connection.value = { ...connection, me: me.value }
}
