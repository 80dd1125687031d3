import { type LookVersion, OWN_WORDS } from '../../contract/looks.ts'
import { joinSentences } from './join-sentences.ts'
import { rewriteReferenceNumbers } from './reference-numbers.ts'

/**
 * The words of a look around the person's own, which come first where it has no place for them. Its "image 1" is its own
 * first reference; colours that nothing names follow as a palette.
 *
 * @param before references that come before those of the look
 */
export function withLook(own: string, look: LookVersion | null, before: number): string {
  if (!look) return own
  const { colours, references } = look
  const words = rewriteReferenceNumbers(look.prompt, (number) =>
    number > references.length ? null : number + before,
  )
  const text = words.includes(OWN_WORDS)
    ? words.replace(OWN_WORDS, () => own.trim())
    : joinSentences(own, words)
  const unnamed = colours.filter(({ hex }) => !text.toLowerCase().includes(hex))
  const palette = unnamed.map(({ name, hex }) => `${name} ${hex}`).join(', ')
  return palette === '' ? text : joinSentences(text, `Colour palette: ${palette}.`)
}

/** The person's own words in a prompt that was made with this look; null where they can't be told. */
export function withoutLook(prompt: string, look: LookVersion, before: number): string | null {
  const mark = '\0'
  const [head = '', tail = ''] = withLook(mark, { ...look, colours: [] }, before).split(mark)
  const rest = prompt.slice(head.length)
  // Where its words or its palette begin: own words may have brought a full stop, or named its colours.
  const ends = [tail, tail.slice(1)].map((end) => (end === '' ? -1 : rest.lastIndexOf(end)))
  const palette = rest.lastIndexOf('Colour palette: ')
  const guesses = [0, ...ends, palette, palette - 1, palette - 2, rest.length].map((end) =>
    rest.slice(0, end),
  )
  return guesses.find((own) => withLook(own, look, before) === prompt) ?? null
}
