import { mentionHints } from './mention-hints.ts'
import { checkMentions } from './reference-numbers.ts'
import { unknownVariableIn } from './variables.ts'

/** A quiet remark on the prompt and, where there is one, the change that would settle it, or the place to write at. */
type Hint = { text: string; fix?: { label: string; prompt: string }; slot?: Slot }

/** A part of a template that is still to be written; from `start` to `end` with its brackets. */
type Slot = { start: number; end: number; name: string }

/**
 * What FLUX.2's makers advise, looked for in the prompt.
 *
 * @param columns variables that the rows bring
 * @param isEdit whether image 1 is what the layer shows now
 * @param hasStart the first of the references is what each target starts from
 */
export function findHints(
  prompt: string,
  referenceCount: number,
  columns: readonly string[] = [],
  isEdit = false,
  hasStart = isEdit,
): Hint[] {
  const rules = [findSlot, findNegation, findUnquotedText, findLooseColour, findBareEdit]
  const unsaid = isEdit ? findUnsaidEdit(prompt) : null
  return [
    ...(findUnknownVariable(prompt, columns) ?? []),
    ...rules.flatMap((rule) => rule(prompt, referenceCount) ?? []),
    ...(unsaid ? [unsaid] : mentionHints(prompt, referenceCount, hasStart).map((text) => ({ text }))),
  ]
}

const replace = (prompt: string, found: RegExpExecArray, instead: string) =>
  tidy(prompt.slice(0, found.index) + instead + prompt.slice(found.index + found[0].length))

/** Closes the gaps that a removed phrase leaves. */
function tidy(prompt: string): string {
  return prompt
    .replace(/ {2,}/g, ' ')
    .replace(/ +([,.;])/g, '$1')
    .replace(/,(?: ?,)+/g, ',')
    .replace(/^[ ,]+|, ?(?=[.;]|$)/g, '')
    .trim()
}

/** The first slot of the prompt; null when there is none. */
export function nextSlot(prompt: string): Slot | null {
  // Words alone: prompts are written as JSON, too, and what stands in its brackets are values.
  const found = /(?<![\p{L}\p{N}_"'])\[(?!(?:true|false|null)\])(\p{L}[\p{L} ’-]{0,39})\]/u.exec(prompt)
  return found ? { start: found.index, end: found.index + found[0].length, name: found[1] ?? '' } : null
}

function findSlot(prompt: string): Hint | null {
  const slot = nextSlot(prompt)
  return slot && { text: `Write the ${slot.name} in place of [${slot.name}].`, slot }
}

function findUnknownVariable(prompt: string, columns: readonly string[]): Hint[] | null {
  const unknown = unknownVariableIn(prompt, columns)
  if (!unknown) return null
  const { written, nearest } = unknown
  const text = `${written} is no variable and stays as it is.`
  if (nearest === null) return [{ text: `${text} A column of that name in Rows makes it one.` }]
  const fix = { label: `Use {${nearest}}`, prompt: prompt.replace(written, () => `{${nearest}}`) }
  return [{ text, fix }]
}

/** What to show instead of what is not wanted: naming a thing attracts it, and there is no negative prompt. */
const INSTEAD: [RegExp, string][] = [
  [/^(?:people|person|human|crowd)/i, 'an empty, deserted scene'],
  [/^(?:text|letter|word|writing)/i, 'plain, unlettered surfaces'],
  [/^background/i, 'a plain white background'],
  [/^shadow/i, 'even, shadowless light'],
  [/^(?:clutter|mess)/i, 'a tidy, minimal scene'],
  [/^(?:blur|bokeh)/i, 'sharp focus throughout'],
  [/^(?:logo|brand)/i, 'an unbranded surface'],
]

function findNegation(prompt: string): Hint | null {
  const found =
    /\b(?:with(?:out| no)|no)(?: any| an?| the)? ((?!one\b|longer\b|more than\b)[\p{L}-]+)/iu.exec(prompt)
  const unwanted = found?.[1]
  if (!found || unwanted === undefined) return null
  const [, instead = ''] = INSTEAD.find(([pattern]) => pattern.test(unwanted)) ?? []
  const label = instead === '' ? `Remove “${found[0]}”` : `Say “${instead}”`
  return {
    text: `“${found[0]}” can bring ${unwanted} into the picture. Say what is there instead.`,
    fix: { label, prompt: replace(prompt, found, `, ${instead}`) },
  }
}

function findUnquotedText(prompt: string): Hint | null {
  const found =
    /\b(says?|saying|reads?|reading|titled|the (?:words?|text|headline|slogan)):? (?!["“”'‘{[])([^\s.,;:"“][^.,;:\n"“]{0,60})/i.exec(
      prompt,
    )
  const exact = found?.[2]?.trim()
  if (!found || exact === undefined || /^(?:is|in|on|of|at|from|and|should|with)\b/i.test(exact)) return null
  return {
    text: 'Put exact words in double quotes.',
    fix: { label: `Quote “${exact}”`, prompt: replace(prompt, found, `${found[1]} "${exact}"`) },
  }
}

const NO_OBJECT =
  /^(?:the|a|an|in|with|and|use|using|of|brand|accent|main|colou?rs?|palette|hex|code|:|[\s&+/-])*$/i

const COLOUR = /#[0-9a-f]{6}\b/gi

function findLooseColour(prompt: string): Hint | null {
  for (const clause of prompt.matchAll(/[^,.;\n]+/g)) {
    const codes = clause[0].match(COLOUR) ?? []
    if (codes.length === 0 || !NO_OBJECT.test(clause[0].replace(COLOUR, ''))) continue
    const named = codes.join(' and ')
    const tied = `${clause.index > 0 ? ' ' : ''}background in color ${named}`
    return {
      text: `${named} ${codes.length === 1 ? 'colours' : 'colour'} nothing yet. Tie it to one thing.`,
      fix: { label: 'Tie it to the background', prompt: replace(prompt, clause, tied) },
    }
  }
  return null
}

const EDIT = /^\s*(?:change|replace|make|remove|add|turn|swap|recolou?r|put|extend)\b/i
const KEPT = 'Keep everything else exactly as in image 1.'

/** The picture that is there, and words that would do without it. */
function findUnsaidEdit(prompt: string): Hint | null {
  const words = prompt.trim().replace(/[.!?]$/, '')
  if (words === '' || EDIT.test(words) || !checkMentions(prompt, 1).unused.includes(1)) return null
  return {
    text: 'Image 1 is the picture that is there. Say what changes, and what stays.',
    fix: { label: 'Make it an edit', prompt: `Change image 1: ${words}. ${KEPT}` },
  }
}

function findBareEdit(prompt: string, referenceCount: number): Hint | null {
  if (
    referenceCount === 0 ||
    !EDIT.test(prompt) ||
    /\b(?:keep|unchanged|same|preserve|as (?:it|they) (?:is|are))\b/i.test(prompt)
  )
    return null
  const end = /[.!?]\s*$/.test(prompt) ? ' ' : '. '
  return {
    text: 'An edit also says what stays as it is.',
    fix: { label: `Add “${KEPT}”`, prompt: prompt.trimEnd() + end + KEPT },
  }
}
