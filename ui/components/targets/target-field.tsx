import { changeDraft } from '../../actions/generate.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import type { TargetChoice } from '../../state/draft.ts'
import { Check } from '../controls/check.tsx'
import { Segments } from '../controls/segments.tsx'

const CHOICES = [
  ['new-image', 'New image'],
  ['fill', 'Fill selection'],
  ['beside', 'Beside selection'],
] as const satisfies readonly (readonly [TargetChoice, string])[]

/** Where the result goes. */
export function TargetField() {
  const { draft, plan } = forecast(state)
  const selected = new Set(state.selection.value.map(({ id }) => id))
  const hasSlots = plan.choice === 'fill' && state.cards.value.some(({ slot }) => !selected.has(slot.id))
  return (
    <fieldset class="field">
      <legend>Place the result</legend>
      <Segments
        name="target"
        choices={CHOICES}
        chosen={plan.choice}
        onChoose={(choice) => changeDraft(shell, { targetChoice: choice })}
      />
      {plan.choice === 'new-image' && <p class="muted">In the middle of what you see.</p>}
      {plan.choice !== 'new-image' && plan.all.length === 0 && <p class="muted">Nothing is selected.</p>}
      {hasSlots && (
        <Check
          isChecked={draft.fillsSlots}
          onChange={(isChecked) => changeDraft(shell, { fillsSlots: isChecked })}
        >
          Fill the image layer inside
        </Check>
      )}
    </fieldset>
  )
}
