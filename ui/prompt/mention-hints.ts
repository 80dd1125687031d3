import { listAll } from './list-all.ts'
import { checkMentions } from './reference-numbers.ts'

/**
 * What is wrong between prompt and references, a sentence each; nothing while the prompt is empty.
 *
 * @param hasStart the first is what each target starts from: alone, it needs no number to be meant
 */
export function mentionHints(prompt: string, count: number, hasStart = false): string[] {
  if (prompt.trim() === '') return []
  const checked = checkMentions(prompt, count)
  const { missing } = checked
  const unused = hasStart && count === 1 ? [] : checked.unused
  const hints: string[] = []
  const numbers = missing.filter((number) => number !== null)
  if (numbers.length > 0) {
    const [verb, them] = numbers.length === 1 ? ['has', 'it'] : ['have', 'them']
    hints.push(`${list(numbers, 'Image')} ${verb} no reference. Add ${them}, or change the prompt.`)
  }
  if (missing.includes(null)) hints.push('“image ?” stood for a reference that was removed.')
  if (unused.length > 0) {
    hints.push(`${list(unused, 'Image')} ${unused.length === 1 ? 'is' : 'are'} not named in the prompt.`)
  }
  return hints
}

function list(numbers: number[], word: string): string {
  return `${word}${numbers.length === 1 ? '' : 's'} ${listAll(numbers)}`
}
