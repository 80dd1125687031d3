/** What the relay says of the account, asked for as seldom as will do. */
import { onceAtATime } from '../once-at-a-time.ts'
import type { Shell } from '../shell.ts'

/** Asks the relay for balance and prices anew. */
export const readAccount = onceAtATime(ask)

const QUIET_MS = 1000
/** While the relay is paused nothing changes by which the panel would notice that it goes on. */
const PAUSED_MS = 30_000
const timers = new WeakMap<Shell, ReturnType<typeof setTimeout>>()

/**
 * After a change that may have cost something: once for a batch, and not before the relay has the new figure, which it
 * asks of Rivya at most once a second.
 */
export function readAccountSoon(shell: Shell, afterMs = QUIET_MS): void {
  clearTimeout(timers.get(shell))
  const timer = setTimeout(() => {
    if (!shell.signal.aborted) void readAccount(shell)
  }, afterMs)
  timers.set(shell, timer)
}

async function ask(shell: Shell): Promise<void> {
  const { state, relay, persist } = shell
  const me = await persist(() => relay.readMe())
  const connection = state.connection.value
  // An unknown balance is shown as unknown; generating does not depend on it.
  if (me.ok && connection.status === 'connected') state.connection.value = { ...connection, me: me.value }
  if (me.ok && me.value.is_paused) readAccountSoon(shell, PAUSED_MS)
}
