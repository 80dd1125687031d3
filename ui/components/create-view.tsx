import { useEffect } from 'preact/hooks'
import { press } from '../actions/press.ts'
import { usePanel } from '../use-panel.ts'
import { FormatFields } from './format-fields.tsx'
import { GenerateBar } from './generate-bar.tsx'
import { GenerationList } from './generation-list.tsx'
import { LookField } from './look-field.tsx'
import { PromptField } from './prompt-field.tsx'
import { PromptHelp } from './prompt-help.tsx'
import { PromptHints } from './prompt-hints.tsx'
import { ProvenanceCard } from './provenance-card.tsx'
import { ReferenceSection } from './reference-section.tsx'
import { RowsField } from './rows-field.tsx'
import { StartFiles } from './start-files.tsx'
import { StartFromField } from './start-from-field.tsx'
import { TargetField } from './target-field.tsx'
import { TargetList } from './target-list.tsx'

export function CreateView() {
  const { shell, engine } = usePanel()

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (!event.repeat) press(shell, engine, 'key')
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [shell, engine])

  return (
    <div class="scroll create">
      <section class="stack section" aria-label="New generation">
        <ProvenanceCard />
        <PromptField />
        <PromptHints />
        <PromptHelp />
        <LookField />
        <ReferenceSection />
        <FormatFields />
        <TargetField />
        <StartFromField />
        <StartFiles />
        <RowsField />
        <TargetList />
        <GenerateBar />
      </section>
      <GenerationList />
    </div>
  )
}
