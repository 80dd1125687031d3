import { useEffect, useState } from 'preact/hooks'
import { addFiles } from '../actions/references.ts'
import { usePanel } from '../use-panel.ts'
import { CreateView } from './create-view.tsx'
import { HistoryView } from './history-view.tsx'
import { Notices } from './notices.tsx'
import { SettingsView } from './settings-view.tsx'
import { ViewTabs } from './view-tabs.tsx'

/** The panel once connected. Images may be dropped or pasted anywhere on it. */
export function Workspace() {
  const { shell, state } = usePanel()
  const view = state.view.value
  const [isDragging, setIsDragging] = useState(false)

  useEffect(() => {
    function drag(event: DragEvent) {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setIsDragging(true)
    }
    function leave(event: DragEvent) {
      if (event.relatedTarget === null) setIsDragging(false)
    }
    function drop(event: DragEvent) {
      setIsDragging(false)
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      void addFiles(shell, [...event.dataTransfer.files])
    }
    function paste(event: ClipboardEvent) {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      void addFiles(shell, files)
    }
    const listening = new AbortController()
    const options = { signal: listening.signal }
    document.addEventListener('dragover', drag, options)
    document.addEventListener('dragleave', leave, options)
    document.addEventListener('drop', drop, options)
    document.addEventListener('paste', paste, options)
    return () => listening.abort()
  }, [shell])

  return (
    <div class={isDragging ? 'is-drop-target' : ''}>
      <h1 class="visually-hidden">Framefill</h1>
      <ViewTabs />
      <main>
        <Notices />
        {view === 'create' && <CreateView />}
        {view === 'history' && <HistoryView />}
        {view === 'settings' && <SettingsView />}
      </main>
    </div>
  )
}
