/** Layer names and other short texts, made from prompts. */

/** Without line breaks, at most `maxLength` UTF-16 units long with the ellipsis, and never half a character. */
export function shorten(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= maxLength) return line
  return `${cutText(line, maxLength - 1)}…`
}

/** An emoji cut in two would be drawn as a box. */
export function cutText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')
}

export function nameOfPlaceholder(prompt: string): string {
  return `Generating: ${shorten(prompt, 40)}`
}

export function nameOfMark(layerName: string): string {
  return `Waiting: ${shorten(layerName, 40)}`
}

export function nameOfImage(prompt: string): string {
  return shorten(prompt, 60)
}
