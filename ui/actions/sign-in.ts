import { announce } from '../say.ts'
import type { Shell } from '../shell.ts'
import { askForToken, type Connection } from '../state/panel-state.ts'
import { connect } from './connect.ts'

/** What does not end the waiting: the relay is away for a moment, or its door is crowded. */
const PASSING = [
  'authorization_pending',
  'slow_down',
  'rate_limited',
  'relay_unreachable',
  'offline',
  'internal',
]

/** Shows a code, has the browser open the page to compare it on, and waits until somebody has signed in (RFC 8628). */
export async function signIn(shell: Shell): Promise<void> {
  const { state, relay, bridge, signal } = shell
  const begun = await relay.startSignIn()
  if (!begun.ok) return askForToken(state, begun.failure)
  const { device_code, user_code, verification_uri_complete: url, interval } = begun.value
  const waiting: Connection = { status: 'disconnected', failure: null, signIn: { code: user_code, url } }
  state.connection.value = waiting
  announce(state, `Your code is ${user_code}.`)
  bridge.tell({ type: 'open-link', url })
  for (let waitMs = interval * 1000; ; ) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    // Cancelled, connected by a token, or begun anew.
    if (signal.aborted || state.connection.value !== waiting) return
    const polled = await relay.takeSignInToken(device_code)
    if (state.connection.value !== waiting) return
    if (polled.ok) return connect(shell, polled.value.access_token)
    const { code } = polled.failure
    if (code === 'slow_down') waitMs += 5000
    if (!PASSING.includes(code)) return askForToken(state, polled.failure)
  }
}
