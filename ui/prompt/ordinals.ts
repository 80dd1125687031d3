/** "first" and "2nd": numbers as a place in a row. A place that was removed is "?th". */
const WORDS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
]

/** Source of a regular expression that finds one, in whatever case. */
export const ORDINAL = String.raw`(?:${WORDS.join('|')}|\d{1,3}(?:st|nd|rd|th)|\?th)`

/** Null for a place that was removed; undefined for what is written wrongly, like "2th". */
export function numberOfOrdinal(text: string): number | null | undefined {
  const lower = text.toLowerCase()
  if (lower === '?th') return null
  const word = WORDS.indexOf(lower)
  if (word !== -1) return word + 1
  const number = Number.parseInt(lower, 10)
  return lower === withSuffix(number) ? number : undefined
}

/** The number in the way that `like` is written: as a word or with digits, in its case. */
export function writeOrdinal(number: number | null, like: string): string {
  if (number === null) return '?th'
  const isWord = WORDS.includes(like.toLowerCase())
  const text = (isWord ? WORDS[number - 1] : undefined) ?? withSuffix(number)
  if (like === like.toUpperCase()) return text.toUpperCase()
  return /^\p{Lu}/u.test(like) ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

function withSuffix(number: number): string {
  const tens = number % 100
  const suffixes: Record<number, string> = { 1: 'st', 2: 'nd', 3: 'rd' }
  return `${number}${(tens < 11 || tens > 13 ? suffixes[number % 10] : undefined) ?? 'th'}`
}
