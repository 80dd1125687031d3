import { changeDraft } from '../actions/generate.ts'
import { findHints } from '../prompt/hints.ts'
import { useCell } from '../state/cell.ts'
import { usePanel } from '../use-panel.ts'

/** Quiet remarks on the prompt, with a change to click. Nothing here keeps from generating. */
export function PromptHints() {
  const { shell, state } = usePanel()
  const { prompt, references } = useCell(state.draft)
  const hints = findHints(prompt, references.length)
  if (hints.length === 0) return null
  return (
    <ul class="hints" aria-label="Hints">
      {hints.map(({ text, fix }) => (
        <li key={text}>
          {text}{' '}
          {fix !== null && (
            <button type="button" class="link" onClick={() => changeDraft(shell, { prompt: fix.prompt })}>
              {fix.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
