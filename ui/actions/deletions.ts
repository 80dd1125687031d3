/** Deleting from the history: the relay is told only once nobody has taken it back. */
import type { Generation } from '../../contract/relay-api.ts'
import type { Engine } from '../drive/engine.ts'
import { showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import { withoutGeneration } from '../state/history.ts'
import { dropThumbnail } from '../state/thumbnails.ts'
import { offerUndo, UNDO_MS } from './offer-undo.ts'

const timers = new WeakMap<Shell, ReturnType<typeof setTimeout>>()

/** Takes a generation out of the list. All that have been within some seconds can be taken back together. */
export function deleteGeneration(shell: Shell, engine: Engine, { id }: Generation) {
  const { history } = shell.state
  const leaving = [...history.value.leaving, id]
  history.value = { ...history.value, leaving }
  clearTimeout(timers.get(shell))
  timers.set(
    shell,
    setTimeout(() => {
      // A panel that has closed says nothing any more: what it has not deleted stays.
      sendDeletions(shell, engine, leaving).catch((error: unknown) => {
        if (!shell.signal.aborted) throw error
      })
    }, UNDO_MS),
  )
  const what = leaving.length === 1 ? 'Deleted from' : `${leaving.length} deleted from`
  offerUndo(shell, `${what} the history.`, () => {
    clearTimeout(timers.get(shell))
    history.value = { ...history.value, leaving: [] }
  })
}

/** Forgets generations and their images at the relay; what is on the canvas stays. What can't be deleted comes back. */
async function sendDeletions(shell: Shell, engine: Engine, ids: readonly string[]): Promise<void> {
  const { state, relay, persist } = shell
  for (const id of ids) {
    const deleted = await persist(() => relay.deleteGeneration(id))
    const isGone = deleted.ok || deleted.failure.code === 'not_found'
    if (isGone) {
      state.history.value = withoutGeneration(state.history.value, id)
      dropThumbnail(state, id)
      await engine.forget(id)
    } else {
      showFailure(state, deleted.failure)
    }
    const left = state.history.value.leaving.filter((other) => other !== id)
    state.history.value = { ...state.history.value, leaving: left }
  }
}
