import { changeDraft } from '../actions/generate.ts'
import type { TargetChoice } from '../state/draft.ts'
import { usePanel } from '../use-panel.ts'
import { useGenerate } from './use-generate.ts'

const CHOICES = [
  ['new-image', 'New image'],
  ['fill', 'Fill selection'],
  ['beside', 'Beside selection'],
] as const satisfies readonly (readonly [TargetChoice, string])[]

/** Where the result goes. */
export function TargetField() {
  const { shell, state } = usePanel()
  const { draft, plan } = useGenerate()
  const selected = new Set(state.selection.value.map(({ id }) => id))
  const hasSlots = plan.choice === 'fill' && state.cards.value.some(({ slot }) => !selected.has(slot.id))
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
      {plan.choice === 'new-image' && <p class="muted">In the middle of what you see.</p>}
      {plan.choice !== 'new-image' && plan.all.length === 0 && <p class="muted">Nothing is selected.</p>}
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
