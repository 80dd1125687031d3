import { usePanel } from '../panel-context.ts'
import { mentionHints } from '../prompt/mention-hints.ts'
import { useCell } from '../state/cell.ts'

/** Quiet remarks on the prompt. Nothing here keeps from generating. */
export function PromptHints() {
  const { state } = usePanel()
  const { prompt, references } = useCell(state.draft)
  const hints = mentionHints(prompt, references.length)
  if (hints.length === 0) return null
  return (
    <ul class="hints" aria-label="Hints">
      {hints.map((hint) => (
        <li key={hint}>{hint}</li>
      ))}
    </ul>
  )
}
