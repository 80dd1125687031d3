import { findHints } from '../prompt/hints.ts'
import { insertText, selectText } from '../prompt/insert-text.ts'
import { firstNumber } from '../state/draft.ts'
import { usePanel } from '../use-panel.ts'
import { TextButton } from './text-button.tsx'

/** Quiet remarks on the prompt, with a change to click. Nothing here keeps from generating. */
export function PromptHints() {
  const { state, promptField } = usePanel()
  const { prompt, references } = state.draft.value
  const hints = findHints(prompt, references.length + firstNumber(state.draft.value) - 1)
  if (hints.length === 0) return null
  return (
    <ul class="hints" aria-label="Hints">
      {hints.map(({ text, fix, slot }) => (
        <li key={text}>
          {text}{' '}
          {fix !== undefined && (
            <TextButton
              onClick={() => {
                const field = promptField.current
                if (field !== null) insertText(field, fix.prompt, 0, field.value.length)
              }}
            >
              {fix.label}
            </TextButton>
          )}
          {slot !== undefined && (
            <TextButton onClick={() => promptField.current && selectText(promptField.current, slot)}>
              Select it
            </TextButton>
          )}
        </li>
      ))}
    </ul>
  )
}
