import type { PanelState } from './panel-state.ts'

/** Remembers which image a layer shows now; null is none of ours. */
export function noteShown(state: PanelState, nodeId: string, generationId: string | null) {
  const shown = new Map(state.shown.value)
  if (generationId === null) shown.delete(nodeId)
  else shown.set(nodeId, generationId)
  state.shown.value = shown
}
