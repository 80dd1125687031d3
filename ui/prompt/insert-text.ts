/** A field of text, while it is there. */
type Field = { current: HTMLTextAreaElement | null }

/**
 * Puts text into the field in place of what stands from `start` to `end`, of all that it holds by default, as if it had
 * been typed: undo takes it back and the field reports it by its `input` event.
 */
export function insertText(field: Field, text: string, start = 0, end = field.current?.value.length ?? 0) {
  selectText(field, { start, end })
  // Deprecated, and still the only way that keeps the field's undo history.
  if (field.current) document.execCommand('insertText', false, text)
}

/** Has one undo in the field bring back what it held before its text was replaced from elsewhere. Takes the focus. */
export function makeUndoable(field: Field, before: string) {
  const { current } = field
  if (!current) return
  const { value } = current
  current.focus()
  if (value === before) return
  current.value = before
  insertText(field, value)
}

export function selectText({ current: field }: Field, { start, end }: { start: number; end: number }) {
  field?.focus()
  field?.setSelectionRange(start, end)
}

/** At the cursor, with a space to either side where a word would touch. */
export function insertWord(field: Field, word: string) {
  if (!field.current) return
  const { selectionStart: start, selectionEnd: end, value } = field.current
  const before = start > 0 && !/\s/.test(value.charAt(start - 1)) ? ' ' : ''
  const after = end < value.length && /[\p{L}\d]/u.test(value.charAt(end)) ? ' ' : ''
  insertText(field, before + word + after, start, end)
}
