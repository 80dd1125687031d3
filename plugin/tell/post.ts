/** The one place that sends to the panel. */
import type { ToPanel } from '../../contract/messages.ts'

export function post(fact: ToPanel): void {
  figma.ui.postMessage(fact)
}
