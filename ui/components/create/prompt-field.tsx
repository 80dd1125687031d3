import { useLayoutEffect, useState } from 'preact/hooks'
import { MAX_PROMPT_LENGTH } from '../../../contract/model.ts'
import { changeDraft } from '../../actions/generate.ts'
import { forecast } from '../../forecast.ts'
import { promptField, shell, state } from '../../panel.ts'
import { insertText, makeUndoable } from '../../prompt/insert-text.ts'
import { stepThrough } from '../../prompt/recents.ts'
import { mentionBeingTyped } from '../../prompt/reference-numbers.ts'
import { firstNumber, type Reference } from '../../state/draft.ts'
import { isEdit } from '../../targets/plan-targets.ts'
import { MentionMenu, mentionOptionId } from './mention-menu.tsx'

/** From here on the counter is worth looking at. */
const NEAR_LIMIT = MAX_PROMPT_LENGTH * 0.9

type Mention = { start: number; options: { reference: Reference; number: number }[]; chosen: number }

export function PromptField() {
  const { draft, plan } = forecast(state)
  const { prompt, references } = draft
  const first = firstNumber(draft)
  const [mention, setMention] = useState<Mention | null>(null)
  const swap = state.promptSwap.value

  // Before anything is drawn or typed: the words that came from elsewhere are in the field's own history from the start.
  useLayoutEffect(() => {
    if (swap) makeUndoable(promptField, swap.before)
  }, [swap])

  const isOver = prompt.length > MAX_PROMPT_LENGTH
  const tone = isOver ? 'counter danger' : prompt.length > NEAR_LIMIT ? 'counter' : 'counter muted'

  function input({ value, selectionStart }: HTMLTextAreaElement) {
    changeDraft(shell, { prompt: value })
    const typed = mentionBeingTyped(value, selectionStart)
    const options = references.flatMap((reference, index) => {
      const isMeant =
        typed !== null && `image ${index + first} ${reference.name}`.toLowerCase().includes(typed.query)
      return isMeant ? [{ reference, number: index + first }] : []
    })
    setMention(!typed || options.length === 0 ? null : { start: typed.start, options, chosen: 0 })
  }

  function choose({ start, options }: Mention, chosen: number) {
    const option = options[chosen]
    if (!option) return
    insertText(promptField, `image ${option.number} `, start, promptField.current?.selectionEnd)
    setMention(null)
  }

  /** Like a shell: the up arrow at the very start brings the prompts sent before, down goes back. */
  function recall(event: KeyboardEvent, field: HTMLTextAreaElement) {
    const isAtStart = field.selectionStart === 0 && field.selectionEnd === 0
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (step === 0 || !isAtStart) return
    const recalled = stepThrough(state.preferences.value.recentPrompts ?? [], field.value, step)
    if (recalled === null) return
    event.preventDefault()
    insertText(promptField, recalled)
    field.setSelectionRange(0, 0)
  }

  function press(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }) {
    if (!mention) return recall(event, event.currentTarget)
    if (event.ctrlKey || event.metaKey) return
    const count = mention.options.length
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? count - 1 : 0
    if (step > 0) setMention({ ...mention, chosen: (mention.chosen + step) % count })
    else if (event.key === 'Enter' || event.key === 'Tab') choose(mention, mention.chosen)
    else if (event.key === 'Escape') setMention(null)
    else return
    event.preventDefault()
  }

  return (
    <div class="field has-menu">
      <div class="field-head">
        <label for="prompt">Prompt</label>
        <span class={tone} id="prompt-count">
          {prompt.length}/{MAX_PROMPT_LENGTH}
        </span>
      </div>
      <textarea
        ref={promptField}
        id="prompt"
        class="input prompt"
        dir="auto"
        rows={4}
        placeholder={
          isEdit(draft, plan)
            ? 'Change the mug of image 1 to green. Keep everything else.'
            : 'A ceramic mug on a linen cloth, soft morning light'
        }
        value={prompt}
        aria-invalid={isOver}
        aria-describedby="prompt-count"
        aria-autocomplete="list"
        aria-controls={mention ? 'mention-menu' : undefined}
        aria-activedescendant={mention ? mentionOptionId(mention.chosen) : undefined}
        onInput={(event) => input(event.currentTarget)}
        onKeyDown={press}
        onBlur={() => setMention(null)}
      />
      {mention !== null && (
        <MentionMenu
          options={mention.options}
          chosen={mention.chosen}
          onChoose={(index) => choose(mention, index)}
        />
      )}
    </div>
  )
}
