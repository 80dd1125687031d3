/**
 * How a prompt names its references. One grammar finds, rewrites and checks them:
 *
 *     mention  = noun numbers | ordinals noun
 *     noun     = "image" | "images"; before it, after ordinals, also "reference" or "input"
 *     numbers  = number { link number }          a number may be a range after "images": "2 to 4", "2-4"
 *     ordinals = ordinal { link ordinal }        "first", "2nd", "the first and the third"
 *     link     = "," | "and" | "or" | "&" | "+" | "," with a word of these
 *
 * Where a reference was removed its number is "?". What only looks like one more of a list is none: "image 1 and 2 mugs" names
 * one image and counts mugs. Whether something is a mention never hangs on the numbers, so that it still is one, and the
 * same one, when they are rewritten.
 */
import { isCount } from './is-count.ts'
import { listAll } from './list-all.ts'
import { numberOfOrdinal, ORDINAL, writeOrdinal } from './ordinals.ts'

type Mention = {
  /** Of the number or range in the prompt, without the noun. */
  start: number
  end: number
  /** All that it names; null for a reference that was removed. */
  numbers: (number | null)[]
  /** What stands there instead when these have others; as many as there are. */
  write: (numbers: (number | null)[]) => string
}

// A number with more to it is a measure, a ratio or a part of a word.
const NUMBER = String.raw`(?:\d{1,3}(?![\p{L}\d%]|[.:/×]\d|-\p{L})|\?(?![\p{L}\d]))`
const LINK = String.raw`(?:,\s*(?:(?:and|or)\s+|&\s*)?|\s+(?:and|or|&|\+)\s+)`
const RANGE = String.raw`(?:[-–]|\s+(?:to|through)\s+)`

const NUMBERED = new RegExp(
  String.raw`\bimage(?<plural>s?)[^\S\n]+#?(?<list>${NUMBER}(?:(?:${LINK}|${RANGE})#?${NUMBER})*)`,
  'giu',
)
const ORDERED = new RegExp(
  String.raw`(?<![\p{L}\d])(?<list>${ORDINAL}(?:${LINK}(?:the\s+)?${ORDINAL})*)[^\S\n]+(?:(?:reference|input)\s+)?images?(?![\p{L}\d])`,
  'giu',
)
const ONE_NUMBER = new RegExp(NUMBER, 'gu')
const ONE_ORDINAL = new RegExp(ORDINAL, 'giu')
const ONE_RANGE = new RegExp(String.raw`(?<first>\d+)(?<to>${RANGE})(?<last>\d+)`, 'iu')
const PART = new RegExp(String.raw`\d+${RANGE}\d+|${NUMBER}`, 'giu')
const ENDS_IN_RANGE = new RegExp(`${RANGE}#?$`, 'iu')

/** In the order of the prompt. */
export function findMentions(prompt: string): Mention[] {
  const numbered = [...prompt.matchAll(NUMBERED)].flatMap((found) => {
    const list = listOf(found)
    return found.groups?.plural === '' ? inSingular(prompt, list) : inPlural(list)
  })
  const ordered = [...prompt.matchAll(ORDERED)].flatMap((found) => inOrder(listOf(found)))
  return [...numbered, ...ordered].sort((a, b) => a.start - b.start)
}

type List = { text: string; start: number }

function listOf({ 0: whole, index, groups }: RegExpExecArray): List {
  const text = groups?.list ?? ''
  return { text, start: index + whole.indexOf(text) }
}

/** "image 2, 3 and 4": up to where things are counted, or where the numbers are no list any more. */
function inSingular(prompt: string, { text, start }: List): Mention[] {
  const mentions: Mention[] = []
  for (const found of text.matchAll(ONE_NUMBER)) {
    if (ENDS_IN_RANGE.test(text.slice(0, found.index))) break
    mentions.push(numberAt(found[0], start + found.index))
  }
  while (mentions.length > 1 && isCount(prompt.slice(mentions.at(-1)?.end))) mentions.pop()
  return mentions
}

function inPlural({ text, start }: List): Mention[] {
  return [...text.matchAll(PART)].map(({ 0: part, index }) => {
    const range = ONE_RANGE.exec(part)?.groups
    if (!range) return numberAt(part, start + index)
    return rangeAt(part, start + index, Number(range.first), Number(range.last), range.to ?? '')
  })
}

function inOrder({ text, start }: List): Mention[] {
  return [...text.matchAll(ONE_ORDINAL)].flatMap(({ 0: like, index }) => {
    const number = numberOfOrdinal(like)
    if (number === undefined) return []
    const write = ([changed = null]: (number | null)[]) => writeOrdinal(changed, like)
    return [{ start: start + index, end: start + index + like.length, numbers: [number], write }]
  })
}

function numberAt(text: string, start: number): Mention {
  const numbers = [text === '?' ? null : Number(text)]
  return { start, end: start + text.length, numbers, write: ([changed = null]) => `${changed ?? '?'}` }
}

function rangeAt(text: string, start: number, first: number, last: number, to: string): Mention {
  const [low, high] = first < last ? [first, last] : [last, first]
  const numbers = Array.from({ length: high - low + 1 }, (_, index) => low + index)
  return { start, end: start + text.length, numbers, write: (changed) => writeRange(changed, to) }
}

/** As a range while the numbers follow one another, else one by one. */
function writeRange(numbers: (number | null)[], to: string): string {
  const there = numbers.filter((number) => number !== null).sort((a, b) => a - b)
  const [low = 0, high = 0] = [there[0], there.at(-1)]
  const isWhole = there.length === numbers.length && high - low + 1 === there.length
  if (isWhole) return `${low}${to}${high}`
  return listAll([...there, ...Array<string>(numbers.length - there.length).fill('?')])
}
