/** The one panel that an iframe holds, for its components: no context has to carry what each of them reads and calls. */
import { createRef } from 'preact'
import type { Engine } from './drive/engine.ts'
import type { Shell } from './shell.ts'
import type { PanelState } from './state/panel-state.ts'

export let shell: Shell
export let state: PanelState
export let engine: Engine

/** The field that words are put into, while it is there. */
export const promptField = createRef<HTMLTextAreaElement>()

/** To be called before the first component is drawn. */
export function providePanel(provided: Shell, itsEngine: Engine) {
  shell = provided
  state = provided.state
  engine = itsEngine
}
