import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { press } from '../../actions/press.ts'
import { engine, shell } from '../../panel.ts'
import { GenerationList } from '../generations/generation-list.tsx'
import { RowsField } from '../targets/rows-field.tsx'
import { StartFiles } from '../targets/start-files.tsx'
import { StartFromField } from '../targets/start-from-field.tsx'
import { TargetField } from '../targets/target-field.tsx'
import { TargetList } from '../targets/target-list.tsx'
import { FormatFields } from './format-fields.tsx'
import { GenerateBar } from './generate-bar.tsx'
import { LookField } from './look-field.tsx'
import { PromptField } from './prompt-field.tsx'
import { PromptHelp } from './prompt-help.tsx'
import { PromptHints } from './prompt-hints.tsx'
import { ProvenanceCard } from './provenance-card.tsx'
import { ReferenceSection } from './reference-section.tsx'

/** How far the form was scrolled when another view took its place. */
let scrolledPx = 0

export function CreateView() {
  const view = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const restore = () => view.current?.scrollTo(0, scrolledPx)
    restore()
    // After a review the window is still wide, and what it holds not as high.
    addEventListener('resize', restore, { once: true })
    return () => {
      scrolledPx = view.current?.scrollTop ?? 0
    }
  }, [])

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (!event.repeat) press(shell, engine, event)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  return (
    <div ref={view} class="scroll create">
      <section class="stack section" aria-label="New generation">
        <PromptField />
        <PromptHints />
        <PromptHelp />
        <LookField />
        <ProvenanceCard />
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
