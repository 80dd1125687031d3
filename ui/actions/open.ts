import type { News } from '../bridge.ts'
import type { Engine } from '../drive/engine.ts'
import type { Shell } from '../shell.ts'
import { readAccount } from './connect.ts'
import { keepPreferences } from './preferences.ts'

type Opened = Extract<News, { type: 'plugin-opened' }>

/** Takes in what the sandbox keeps: token, choices, and the generations that were not placed when the panel closed. */
export function open(shell: Shell, engine: Engine, opened: Opened) {
  const { state } = shell
  const { token, preferences, editor, isReadOnly, document, journal } = opened
  state.surroundings.value = { editor, isReadOnly, document }
  state.preferences.value = preferences
  const { draft, resolution } = preferences
  state.draft.value = {
    ...state.draft.value,
    ...(resolution === undefined ? {} : { resolution }),
    ...(draft === undefined ? {} : { prompt: draft.prompt, aspectRatio: draft.aspectRatio }),
  }
  keepPreferences(shell)
  state.connection.value =
    token === null ? { status: 'disconnected', failure: null } : { status: 'connected', token, me: null }
  if (token !== null) void readAccount(shell)
  engine.takeUp(journal)
}
