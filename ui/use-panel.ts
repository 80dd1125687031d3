import type { RefObject } from 'preact'
import type { Engine } from './drive/engine.ts'
import type { Shell } from './shell.ts'
import type { PanelState } from './state/panel-state.ts'

export type Panel = {
  shell: Shell
  engine: Engine
  /** The field that words are put into, while it is there. */
  promptField: RefObject<HTMLTextAreaElement | null>
}

let panel: Panel | null = null

/** To be called before the first component is drawn. An iframe holds one panel, so that no context has to carry it. */
export function providePanel(provided: Panel) {
  panel = provided
}

/** What a component reads and calls. */
export function usePanel(): Panel & { state: PanelState } {
  if (!panel) throw new Error('usePanel before providePanel')
  return { ...panel, state: panel.shell.state }
}
