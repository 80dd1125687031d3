import { forecast } from '../../forecast.ts'
import { promptField, state } from '../../panel.ts'
import { nextSlot } from '../../prompt/hints.ts'
import { insertText, selectText } from '../../prompt/insert-text.ts'
import { EDIT_TEMPLATES, TEMPLATES } from '../../prompt/templates.ts'
import { isEdit } from '../../targets/plan-targets.ts'
import { TextButton } from '../controls/button.tsx'
import { BrandColours } from './brand-colours.tsx'

/** Templates and colours: one step away from the prompt. */
export function PromptHelp() {
  const { draft, plan } = forecast(state)

  function use(text: string) {
    insertText(promptField, text)
    const slot = nextSlot(text)
    if (slot) selectText(promptField, slot)
  }

  return (
    <details class="help">
      <summary>Prompt help</summary>
      <div class="actions">
        {(isEdit(draft, plan) ? EDIT_TEMPLATES : [...TEMPLATES, ...EDIT_TEMPLATES]).map(({ name, text }) => (
          <TextButton key={name} title={text} onClick={() => use(text)}>
            {name}
          </TextButton>
        ))}
      </div>
      <BrandColours field={promptField} />
      <p class="muted">
        {'{name}'}, {'{text}'}, {'{number}'} and {'{red|blue}'} differ from layer to layer. @ names a
        reference. The up arrow at the start brings recent prompts.
      </p>
    </details>
  )
}
