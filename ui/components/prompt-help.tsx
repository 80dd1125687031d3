import { changePreferences } from '../actions/preferences.ts'
import { nextSlot } from '../prompt/hints.ts'
import { insertText } from '../prompt/insert-text.ts'
import { TEMPLATES } from '../prompt/templates.ts'
import { useCell } from '../state/cell.ts'
import { usePanel } from '../use-panel.ts'
import { BrandColours } from './brand-colours.tsx'
import { IconButton } from './icon-button.tsx'

/** Templates, saved prompts and colours: one step away from the prompt. */
export function PromptHelp() {
  const { shell, state, promptField } = usePanel()
  const { prompt } = useCell(state.draft)
  const { savedPrompts = [] } = useCell(state.preferences)
  const isSaved = savedPrompts.some(({ text }) => text === prompt)

  function use(text: string) {
    const field = promptField.current
    if (field === null) return
    insertText(field, text, 0, field.value.length)
    const slot = nextSlot(text)
    if (slot !== null) field.setSelectionRange(slot.start, slot.end)
  }

  return (
    <details class="help">
      <summary>Prompt help</summary>
      <div class="actions">
        {TEMPLATES.map(({ name, text }) => (
          <button key={name} type="button" class="link" title={text} onClick={() => use(text)}>
            {name}
          </button>
        ))}
        {prompt.trim() !== '' && !isSaved && (
          <button
            type="button"
            class="link"
            onClick={() => {
              const saved = { name: prompt.slice(0, 60), text: prompt }
              changePreferences(shell, { savedPrompts: [saved, ...savedPrompts] })
            }}
          >
            Save this prompt
          </button>
        )}
      </div>
      <BrandColours />
      {savedPrompts.length > 0 && (
        <ul class="saved" aria-label="Saved">
          {savedPrompts.map(({ name, text }) => (
            <li key={text}>
              <button type="button" class="link" title={text} onClick={() => use(text)}>
                {name}
              </button>
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
