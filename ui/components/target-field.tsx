import { changeDraft } from '../actions/generate.ts'
import type { TargetChoice } from '../state/draft.ts'
import { targetLine } from '../target-line.ts'
import { usePanel } from '../use-panel.ts'
import { useGenerate } from './use-generate.ts'

const CHOICES = [
  ['new-image', 'New image'],
  ['fill', 'Fill selection'],
  ['beside', 'Beside selection'],
] as const satisfies readonly (readonly [TargetChoice, string])[]

/** Where the result goes, with a line that names the layers. */
export function TargetField() {
  const { shell, state } = usePanel()
  const { draft, plan } = useGenerate()
  const selectedCount = state.selectedCount.value
  const selection = state.selection.value
  const hasSlots = plan.choice === 'fill' && selection.some(({ slot }) => slot !== null)
  return (
    <fieldset class="field">
      <legend>Place the result</legend>
      <div class="segments">
        {CHOICES.map(([choice, label]) => (
          <label key={choice} class="segment">
            <input
              type="radio"
              name="target"
              checked={plan.choice === choice}
              onChange={() => changeDraft(shell, { targetChoice: choice })}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {targetLine(plan, selectedCount).map((line) => (
        <p key={line} class="muted">
          {line}
        </p>
      ))}
      {hasSlots && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.fillsSlots}
            onChange={(event) => changeDraft(shell, { fillsSlots: event.currentTarget.checked })}
          />
          <span>Fill the image layer inside</span>
        </label>
      )}
    </fieldset>
  )
}
