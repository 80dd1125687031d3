/** The text, or its beginning and an ellipsis, `length` characters in all. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
