import { FormatFields } from './format-fields.tsx'
import { GenerateBar } from './generate-bar.tsx'
import { GenerationList } from './generation-list.tsx'
import { PromptField } from './prompt-field.tsx'
import { ReferenceSection } from './reference-section.tsx'
import { TargetField } from './target-field.tsx'
import { useGenerate } from './use-generate.ts'

export function CreateView() {
  const { press } = useGenerate()
  return (
    <>
      <form
        class="stack section"
        onSubmit={(event) => {
          event.preventDefault()
          press()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            press()
          }
        }}
      >
        <PromptField />
        <ReferenceSection />
        <FormatFields />
        <TargetField />
        <GenerateBar />
      </form>
      <GenerationList />
    </>
  )
}
