/** Texts that must not be longer than something allows, cut between characters. */

/** Line breaks and whatever turns the direction of writing: a name stands in tables and between other words. */
export const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/**
 * The beginning of a text, at most `maxLength` UTF-16 units: no half of a character is left at its end, where an emoji was
 * cut in two, and none inside, which the relay would refuse.
 */
export function cutText(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Without line breaks; where it is cut, the ellipsis counts as one of `maxLength`. */
export function shorten(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= maxLength ? cutText(line, maxLength) : `${cutText(line, maxLength - 1)}…`
}
