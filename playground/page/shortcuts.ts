/** The keys Figma's people have in their fingers. Fields and the plugin's own window keep theirs. */
import type { Stage } from './stage.ts'
import { zoomBy, zoomToFit, zoomToSelection } from './toolbar.tsx'

export function watchShortcuts(stage: Stage): void {
  window.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select')) return
    const action = actionOf(event, stage)
    if (action === null) return
    event.preventDefault()
    action()
  })
}

function actionOf(event: KeyboardEvent, stage: Stage): (() => void) | null {
  const { host } = stage
  const isCommand = event.ctrlKey || event.metaKey
  if (isCommand) {
    switch (event.key.toLowerCase()) {
      case 'z':
        return event.shiftKey ? host.redo : host.undo
      case '+':
      case '=':
        return () => zoomBy(stage, 1.5)
      case '-':
        return () => zoomBy(stage, 1 / 1.5)
      default:
        return null
    }
  }
  if (event.shiftKey && event.code === 'Digit1') return () => zoomToFit(stage)
  if (event.shiftKey && event.code === 'Digit2') return () => zoomToSelection(stage)
  switch (event.key) {
    case 'Delete':
    case 'Backspace':
      return () => removeSelection(stage)
    case 'Escape':
      return () => {
        host.selection = []
      }
    default:
      return null
  }
}

/** In Dev Mode nothing is removed, and layers inside instances stay, as in Figma. */
function removeSelection({ host, editor }: Stage): void {
  if (editor === 'dev') return
  const removable = host.selection.filter((id) => host.document.get(id)?.mirroredId === null)
  if (removable.length > 0) host.document.remove(removable)
}
