import { cutText } from '../../contract/short-text.ts'
import { changePreferences } from '../actions/preferences.ts'
import { nextSlot } from '../prompt/hints.ts'
import { insertText, selectText } from '../prompt/insert-text.ts'
import { EDIT_TEMPLATES, TEMPLATES } from '../prompt/templates.ts'
import { isEdit } from '../targets/plan-targets.ts'
import { usePanel } from '../use-panel.ts'
import { BrandColours } from './brand-colours.tsx'
import { IconButton } from './icon-button.tsx'
import { TextButton } from './text-button.tsx'
import { useGenerate } from './use-generate.ts'

/** Templates, saved prompts and colours: one step away from the prompt. */
export function PromptHelp() {
  const { shell, state, promptField } = usePanel()
  const { draft, plan } = useGenerate()
  const { prompt } = draft
  const { savedPrompts = [] } = state.preferences.value
  const isSaved = savedPrompts.some(({ text }) => text === prompt)

  function use(text: string) {
    const field = promptField.current
    if (field === null) return
    insertText(field, text, 0, field.value.length)
    const slot = nextSlot(text)
    if (slot !== null) selectText(field, slot)
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
        {prompt.trim() !== '' && !isSaved && (
          <TextButton
            onClick={() => {
              const saved = { name: cutText(prompt, 60), text: prompt }
              changePreferences(shell, { savedPrompts: [saved, ...savedPrompts] })
            }}
          >
            Save this prompt
          </TextButton>
        )}
      </div>
      <BrandColours />
      {savedPrompts.length > 0 && (
        <ul class="saved" aria-label="Saved">
          {savedPrompts.map(({ name, text }) => (
            <li key={text}>
              <TextButton class="link one-line" title={text} onClick={() => use(text)}>
                {name}
              </TextButton>
              <IconButton
                icon="close"
                label={`Remove ${name}`}
                onClick={() =>
                  changePreferences(shell, {
                    savedPrompts: savedPrompts.filter((saved) => saved.text !== text),
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
      <p class="muted">
        {'{name}'}, {'{text}'}, {'{number}'} and {'{red|blue}'} differ from layer to layer. @ names a
        reference. The up arrow at the start brings recent prompts.
      </p>
    </details>
  )
}
