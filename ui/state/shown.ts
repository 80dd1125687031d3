import type { PanelState } from './panel-state.ts'

/** Remembers which image a layer shows now. */
export function noteShown(state: PanelState, nodeId: string, generationId: string) {
  state.shown.value = new Map(state.shown.value).set(nodeId, generationId)
}
