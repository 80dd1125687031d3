import { forecast } from '../../forecast.ts'
import { promptField, state } from '../../panel.ts'
import { findHints } from '../../prompt/hints.ts'
import { insertText, selectText } from '../../prompt/insert-text.ts'
import { firstNumber } from '../../state/draft.ts'
import { isEdit } from '../../targets/plan-targets.ts'
import { TextButton } from '../controls/button.tsx'

/** Quiet remarks on the prompt, with a change to click. Nothing here keeps from generating. */
export function PromptHints() {
  const { draft, plan } = forecast(state)
  const starts = firstNumber(draft) - 1
  const count = draft.references.length + starts
  const hints = findHints(draft.prompt, count, plan.rows.columns, isEdit(draft, plan), starts > 0)
  if (hints.length === 0) return null
  return (
    <ul class="hints" aria-label="Hints">
      {hints.map(({ text, fix, slot }) => (
        <li key={text}>
          {text}{' '}
          {fix !== undefined && (
            <TextButton onClick={() => insertText(promptField, fix.prompt)}>{fix.label}</TextButton>
          )}
          {slot !== undefined && (
            <TextButton onClick={() => selectText(promptField, slot)}>Select it</TextButton>
          )}
        </li>
      ))}
    </ul>
  )
}
