import type { Preferences } from '../../contract/messages.ts'
import type { Shell } from '../shell.ts'
import { giveBack, nameLook } from '../state/draft.ts'
import type { ReadonlySignal } from '../state/signal.ts'

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

  onChange(state.draft, (changed) => {
    // What a layer lends is gone with the panel, like the selection.
    const { prompt, aspectRatio, resolution, look } = giveBack(changed)
    const { draft, resolution: kept } = state.preferences.value
    const isKept = draft?.look?.id === look?.id && draft?.look?.version === look?.version
    if (isKept && draft?.prompt === prompt && draft.aspectRatio === aspectRatio && kept === resolution) return
    changePreferences(shell, { resolution, draft: { prompt, aspectRatio, ...nameLook(look) } })
  })
  const save = () => void bridge.ask({ type: 'save-preferences', preferences: state.preferences.value })
  onChange(state.preferences, ({ draft }, before) => {
    clearTimeout(timer)
    // Words come key by key; what was chosen by a click is stored at once, before the panel can be closed.
    if (draft?.prompt === before.draft?.prompt) save()
    else timer = setTimeout(save, SAVE_AFTER_MS)
  })
}

/** Unlike `subscribe`, does not begin with the value as it is. */
function onChange<T>(watched: ReadonlySignal<T>, listener: (value: T, before: T) => void) {
  let known = watched.value
  watched.subscribe((value) => {
    if (value === known) return
    const before = known
    known = value
    listener(value, before)
  })
}
