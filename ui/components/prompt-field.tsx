import { useEffect, useRef } from 'preact/hooks'
import { MAX_PROMPT_LENGTH } from '../../contract/model.ts'
import { changeDraft } from '../actions/generate.ts'
import { usePanel } from '../panel-context.ts'
import { useCell } from '../state/cell.ts'

/** From here on the counter is worth looking at. */
const NEAR_LIMIT = MAX_PROMPT_LENGTH * 0.9

export function PromptField() {
  const { shell, state } = usePanel()
  const { prompt } = useCell(state.draft)
  const field = useRef<HTMLTextAreaElement>(null)
  const focus = useCell(state.promptFocus)

  useEffect(() => {
    if (focus !== null) field.current?.focus()
  }, [focus])

  const isOver = prompt.length > MAX_PROMPT_LENGTH
  const tone = isOver ? 'counter danger' : prompt.length > NEAR_LIMIT ? 'counter' : 'counter muted'
  return (
    <div class="field">
      <div class="field-head">
        <label for="prompt">Prompt</label>
        <span class={tone} id="prompt-count">
          {prompt.length.toLocaleString('en')}/{MAX_PROMPT_LENGTH.toLocaleString('en')}
        </span>
      </div>
      <textarea
        ref={field}
        id="prompt"
        class="input prompt"
        rows={4}
        placeholder="A ceramic mug on a linen cloth, soft morning light"
        value={prompt}
        aria-invalid={isOver}
        aria-describedby="prompt-count"
        onInput={(event) => changeDraft(shell, { prompt: event.currentTarget.value })}
      />
    </div>
  )
}
