import { announce } from '../say.ts'
import type { Shell } from '../shell.ts'

/** For so long, what was just done can be taken back. */
export const UNDO_MS = 10_000

/** Says what was done and offers to take it back, in place of an earlier offer. */
export function offerUndo({ state }: Shell, text: string, undo: () => void) {
  const offer = { text, undo }
  state.undo.value = offer
  announce(state, `${text} Control and Z takes it back.`)
  setTimeout(() => {
    if (state.undo.value === offer) state.undo.value = null
  }, UNDO_MS)
}

/** Takes back what was done last, while it is offered. */
export function undoLast({ state }: Shell) {
  const offer = state.undo.value
  if (!offer) return
  state.undo.value = null
  offer.undo()
  announce(state, 'Taken back.')
}
