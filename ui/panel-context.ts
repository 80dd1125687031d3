import { createContext, type RefObject } from 'preact'
import { useContext } from 'preact/hooks'
import type { Engine } from './drive/engine.ts'
import type { Shell } from './shell.ts'
import type { PanelState } from './state/panel-state.ts'

export type Panel = {
  shell: Shell
  engine: Engine
  /** The field that words are put into, while it is there. */
  promptField: RefObject<HTMLTextAreaElement | null>
}

export const PanelContext = createContext<Panel | null>(null)

/** What a component reads and calls. */
export function usePanel(): Panel & { state: PanelState } {
  const panel = useContext(PanelContext)
  if (panel === null) throw new Error('usePanel outside of the panel')
  return { ...panel, state: panel.shell.state }
}
