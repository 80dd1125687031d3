import { announce, showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import { askForToken } from '../state/panel-state.ts'

/** Tries a pasted token against the relay and keeps it when it is accepted. */
export async function connect({ state, relay, bridge }: Shell, pasted: string): Promise<void> {
  const token = pasted.trim()
  if (token === '') {
    return askForToken(state, { code: 'unauthenticated', detail: 'The field is empty.' })
  }
  state.connection.value = { status: 'checking', token }
  const me = await relay.readMe(token)
  if (!me.ok) return askForToken(state, me.failure)
  state.relayTrouble.value = null
  state.connection.value = { status: 'connected', token, me: me.value }
  announce(state, 'Connected.')
  const saved = await bridge.ask({ type: 'save-token', token })
  if (!saved.ok) showProblem(state, 'The token could not be kept: paste it again next time.')
}

/** Forgets the token. What is running goes on at the relay and is taken up when connected again. */
export async function disconnect({ state, bridge }: Shell): Promise<void> {
  askForToken(state, null)
  await bridge.ask({ type: 'save-token', token: null })
}
