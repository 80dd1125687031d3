import type { Preferences } from '../../contract/messages.ts'
import type { Shell } from '../shell.ts'

const SAVE_AFTER_MS = 400

export function changePreferences({ state }: Shell, changes: Partial<Preferences>) {
  state.preferences.value = { ...state.preferences.value, ...changes }
}

/**
 * From now on keeps the draft's words and choices, and every other choice, for the next opening. To be called once the
 * kept ones have been taken in. A store that is full costs only this convenience, so it is not reported.
 */
export function keepPreferences(shell: Shell) {
  const { state, bridge } = shell
  let timer: ReturnType<typeof setTimeout> | undefined

  state.draft.subscribe(() => {
    const { prompt, aspectRatio, resolution } = state.draft.value
    const { draft, resolution: kept } = state.preferences.value
    if (draft?.prompt === prompt && draft.aspectRatio === aspectRatio && kept === resolution) return
    changePreferences(shell, { resolution, draft: { prompt, aspectRatio } })
  })
  const save = () => void bridge.ask({ type: 'save-preferences', preferences: state.preferences.value })
  let { draft: known } = state.preferences.value
  state.preferences.subscribe(() => {
    const { draft } = state.preferences.value
    clearTimeout(timer)
    // Words come key by key; what was chosen by a click is stored at once, before the panel can be closed.
    if (draft === known) save()
    else timer = setTimeout(save, SAVE_AFTER_MS)
    known = draft
  })
}
