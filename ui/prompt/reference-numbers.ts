/** "image 2" in a prompt: how the model is told of a reference. Numbers follow the order of the references. */
import { findMentions } from './mentions.ts'

/** Every number that the prompt names, each once, in order of appearance; null for a reference that was removed. */
export function mentionedNumbers(prompt: string): (number | null)[] {
  return [...new Set(findMentions(prompt).flatMap(({ numbers }) => numbers))]
}

/**
 * The prompt with its numbers changed, all at once, so that a swap does not run into itself.
 *
 * @param renumber the new number for an old one; null when that reference is gone, which leaves "image ?" to be seen
 */
export function rewriteReferenceNumbers(prompt: string, renumber: (number: number) => number | null): string {
  let rewritten = ''
  let end = 0
  for (const mention of findMentions(prompt)) {
    const changed = mention.numbers.map((number) => (number === null ? null : renumber(number)))
    const isSame = changed.every((number, index) => number === mention.numbers[index])
    rewritten += prompt.slice(end, mention.start)
    rewritten += isSame ? prompt.slice(mention.start, mention.end) : mention.write(changed)
    end = mention.end
  }
  return rewritten + prompt.slice(end)
}

/** The renumbering when the references `before` (by id) become `after`; numbers beyond them stay what they are. */
export function renumberingOf(
  before: readonly string[],
  after: readonly string[],
): (number: number) => number | null {
  return (number) => {
    const id = before[number - 1]
    if (id === undefined) return number
    const place = after.indexOf(id)
    return place === -1 ? null : place + 1
  }
}

type MentionCheck = {
  /** Numbers without a reference; null for one that was removed. */
  missing: (number | null)[]
  /** Numbers of references that the prompt does not name. */
  unused: number[]
}

/** @param count references there are */
export function checkMentions(prompt: string, count: number): MentionCheck {
  const mentioned = mentionedNumbers(prompt)
  const all = Array.from({ length: count }, (_, index) => index + 1)
  return {
    missing: mentioned.filter((number) => number === null || number < 1 || number > count),
    unused: all.filter((number) => !mentioned.includes(number)),
  }
}

/** The `@…` being typed right before the cursor, or null. */
export function mentionBeingTyped(prompt: string, cursor: number): { start: number; query: string } | null {
  const typed = /(?:^|[\s(,])@([^\s@]{0,40})$/.exec(prompt.slice(0, cursor))
  const query = typed?.[1]
  return query === undefined ? null : { start: cursor - query.length - 1, query: query.toLowerCase() }
}
