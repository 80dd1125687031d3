import { useEffect, useState } from 'preact/hooks'
import { undoLast } from '../actions/offer-undo.ts'
import { addFiles } from '../actions/references.ts'
import { addStartFiles } from '../actions/start-files.ts'
import { shell, state } from '../panel.ts'
import { CreateView } from './create/create-view.tsx'
import { HistoryView } from './history/history-view.tsx'
import { Notices } from './notices.tsx'
import { ReviewView } from './review/review-view.tsx'
import { SettingsView } from './settings-view.tsx'
import { UndoOffer } from './undo-offer.tsx'
import { ViewTabs } from './view-tabs.tsx'

/** The panel once connected. Images may be dropped or pasted anywhere on it. */
export function Workspace() {
  const view = state.view.value
  const [isDragging, setIsDragging] = useState(false)

  useEffect(() => {
    /** Where each layer starts from a file, files are for the layers, except upon the references. */
    function take(target: EventTarget | null, files: readonly File[]) {
      const isReference =
        target instanceof Element && target.closest('[aria-labelledby=references-title]') !== null
      const isForTargets = state.draft.value.startFrom === 'file' && !isReference
      void (isForTargets ? addStartFiles : addFiles)(shell, files)
    }
    function drag(event: DragEvent) {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setIsDragging(true)
    }
    function leave(event: DragEvent) {
      if (!event.relatedTarget) setIsDragging(false)
    }
    function drop(event: DragEvent) {
      setIsDragging(false)
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      take(event.target, [...event.dataTransfer.files])
    }
    function paste(event: ClipboardEvent) {
      const files = [...(event.clipboardData?.files ?? [])]
      // Excel, Word and Sheets put a picture of the text beside it.
      const isText = isTextField(event.target) && event.clipboardData?.types.includes('text/plain')
      if (files.length === 0 || isText) return
      event.preventDefault()
      take(event.target, files)
    }
    function undo(event: KeyboardEvent) {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!isUndo || isTextField(event.target) || !state.undo.value) return
      event.preventDefault()
      undoLast(shell)
    }
    function fold(event: KeyboardEvent) {
      if (event.key !== 'Escape' || !(event.target instanceof Element)) return
      const details = event.target.closest<HTMLDetailsElement>('details[open]')
      details?.querySelector('summary')?.focus()
      details?.removeAttribute('open')
    }
    const listening = new AbortController()
    const options = { signal: listening.signal }
    document.addEventListener('dragover', drag, options)
    document.addEventListener('dragleave', leave, options)
    document.addEventListener('drop', drop, options)
    document.addEventListener('paste', paste, options)
    document.addEventListener('keydown', undo, options)
    document.addEventListener('keydown', fold, options)
    return () => listening.abort()
  }, [])

  return (
    <div class={isDragging ? 'workspace is-drop-target' : 'workspace'}>
      <ViewTabs />
      <main>
        <Notices />
        {view === 'create' && <CreateView />}
        {view === 'history' && <HistoryView />}
        {view === 'settings' && <SettingsView />}
        {view === 'review' && <ReviewView />}
      </main>
      <UndoOffer />
    </div>
  )
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('textarea, input:not([type=checkbox], [type=radio])')
}
