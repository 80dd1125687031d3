/**
 * Puts text into the field in place of what stands from `start` to `end`, as if it had been typed: undo takes it back and
 * the field reports it by its `input` event.
 */
export function insertText(field: HTMLTextAreaElement, text: string, start: number, end: number) {
  selectText(field, { start, end })
  // Deprecated, and still the only way that keeps the field's undo history.
  document.execCommand('insertText', false, text)
}

/** Has one undo in the field bring back what it held before its text was replaced from elsewhere. Takes the focus. */
export function makeUndoable(field: HTMLTextAreaElement, before: string) {
  const { value } = field
  field.focus()
  if (value === before) return
  field.value = before
  insertText(field, value, 0, before.length)
}

export function selectText(field: HTMLTextAreaElement, { start, end }: { start: number; end: number }) {
  field.focus()
  field.setSelectionRange(start, end)
}

/** At the cursor, with a space to either side where a word would touch. */
export function insertWord(field: HTMLTextAreaElement, word: string) {
  const { selectionStart: start, selectionEnd: end, value } = field
  const before = start > 0 && !/\s/.test(value.charAt(start - 1)) ? ' ' : ''
  const after = end < value.length && /[\p{L}\d]/u.test(value.charAt(end)) ? ' ' : ''
  insertText(field, before + word + after, start, end)
}
