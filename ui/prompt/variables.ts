/**
 * What a prompt may say of each target: `{name}`, `{text}`, `{number}` and the columns of the rows by their names, and
 * alternatives `{a|b}` that are taken in turn. Prompts are also written as JSON, so braces that hold quotes, colons or line
 * breaks are text; what stands in braces within them is looked at by itself.
 */
type TargetFacts = {
  /** Cells of the target's row by the names of their columns; empty without rows. */
  row: ReadonlyMap<string, string>
  /** Null where there is no layer: the variable then stays as it was written. */
  name: string | null
  text: string | null
  /** Place among the targets, from 1. */
  number: number
}

/** Variables that every target has, whatever the rows say. */
const BUILT_IN = ['name', 'text', 'number'] as const

/** Text as it was written, or braces and what they hold. */
type Part = string | Braces
type Braces = {
  written: string
  parts: Part[]
  /** Parts between the bars; null when the braces are no alternatives. */
  choices: Part[][] | null
}

/** The finished prompt of one target. */
export function finishPrompt(prompt: string, facts: TargetFacts): string {
  // Up to five hundred targets share a prompt, with every key that is typed.
  if (latest.prompt !== prompt) latest = { prompt, parts: parse(prompt) }
  return finish(latest.parts, facts, facts.number - 1)
}

let latest: { prompt: string; parts: Part[] } = { prompt: '', parts: [] }

/** @param turn which of several alternatives is taken; what is nested moves on once its outer ones have gone round */
function finish(parts: readonly Part[], facts: TargetFacts, turn: number): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part
      const value = lookUp(nameIn(part), facts)
      if (value !== null) return value
      if (!part.choices) return `{${finish(part.parts, facts, turn)}}`
      const { choices } = part
      const chosen = choices[turn % choices.length] ?? []
      return finish(chosen, facts, Math.floor(turn / choices.length)).trim()
    })
    .join('')
}

/** Rows first: a column may be called "name". */
function lookUp(name: string | null, { row, name: layer, text, number }: TargetFacts): string | null {
  if (name === null) return null
  const cell = row.get(name)
  if (cell !== undefined) return cell
  switch (name) {
    case 'name':
      return layer
    case 'text':
      return text
    case 'number':
      return String(number)
    default:
      return null
  }
}

/** Whether the prompt differs from target to target. @param columns names of the rows' columns */
export function hasVariables(prompt: string, columns: readonly string[] = []): boolean {
  return bracesIn(prompt).some((braces) => braces.choices !== null || isKnown(nameIn(braces), columns))
}

/** The first variable that only a layer can fill in, as it was written; null when there is none. */
export function layerVariableIn(prompt: string, columns: readonly string[] = []): string | null {
  const found = bracesIn(prompt).find((braces) => {
    const name = nameIn(braces)
    return name !== null && ['name', 'text'].includes(name) && !columns.includes(name)
  })
  return found?.written ?? null
}

/** The columns of the rows that the prompt names, each once. */
export function columnsIn(prompt: string, columns: readonly string[]): string[] {
  const names = bracesIn(prompt).map(nameIn)
  return columns.filter((column) => names.includes(column))
}

/** Braces round a word that is no variable, and the variable that was likely meant, if any; null when there are none. */
export function unknownVariableIn(
  prompt: string,
  columns: readonly string[] = [],
): { written: string; nearest: string | null } | null {
  for (const braces of bracesIn(prompt)) {
    const name = nameIn(braces)
    if (name === null || braces.choices || isKnown(name, columns)) continue
    if (/^[\p{L}][\p{L}\p{N}_ -]{0,29}$/u.test(name)) {
      return { written: braces.written, nearest: nearestTo(name, [...columns, ...BUILT_IN]) }
    }
  }
  return null
}

function isKnown(name: string | null, columns: readonly string[]): boolean {
  return name !== null && (columns.includes(name) || (BUILT_IN as readonly string[]).includes(name))
}

/** More letters than this are no slip of the pen. */
const MOST_MISSING = 3

/** The one with the fewest letters that the other has not; null when even that is another word. */
function nearestTo(name: string, known: readonly string[]): string | null {
  const missing = (one: string, other: string) => [...one].filter((letter) => !other.includes(letter)).length
  const far = (one: string) => {
    const [a, b] = [name.toLowerCase(), one.toLowerCase()]
    return missing(a, b) + missing(b, a)
  }
  const nearest = known.reduce((best, one) => (far(one) < far(best) ? one : best))
  return far(nearest) > MOST_MISSING ? null : nearest
}

/** What stands between the braces, if that is nothing but text. */
function nameIn({ parts }: Braces): string | null {
  const [only = '', ...others] = parts
  return others.length === 0 && typeof only === 'string' ? only.trim() : null
}

function bracesIn(prompt: string): Braces[] {
  const inside = (parts: readonly Part[]): Braces[] =>
    parts.flatMap((part) => (typeof part === 'string' ? [] : [part, ...inside(part.parts)]))
  return inside(parse(prompt))
}

/** A brace that is never closed, and one that was never opened, are text. */
function parse(prompt: string): Part[] {
  /** Braces that are open, outermost first; the first stands for the whole prompt. */
  const open: { start: number; parts: Part[] }[] = [{ start: 0, parts: [] }]
  const innermost = () => open.at(-1) as { start: number; parts: Part[] }
  let textFrom = 0
  const takeText = (to: number) => {
    if (to > textFrom) innermost().parts.push(prompt.slice(textFrom, to))
  }
  for (let index = 0; index < prompt.length; index += 1) {
    if (prompt[index] === '{') {
      takeText(index)
      open.push({ start: index, parts: [] })
      textFrom = index + 1
    } else if (prompt[index] === '}' && open.length > 1) {
      takeText(index)
      const { start, parts } = innermost()
      open.pop()
      const written = prompt.slice(start, index + 1)
      innermost().parts.push({ written, parts, choices: isPlain(written) ? splitAtBars(parts) : null })
      textFrom = index + 1
    }
  }
  takeText(prompt.length)
  while (open.length > 1) {
    const { parts } = innermost()
    open.pop()
    innermost().parts.push('{', ...parts)
  }
  return innermost().parts
}

/** An apostrophe is no quote: “{a mug’s lid|a plate}” are alternatives. */
function isPlain(written: string): boolean {
  return !/["“”„«»:\n\r]|(?<!\p{L})['’‘]|['’‘](?!\p{L})/u.test(written)
}

/** Null without a bar. */
function splitAtBars(parts: readonly Part[]): Part[][] | null {
  const choices: Part[][] = [[]]
  for (const part of parts) {
    const [first, ...others] = typeof part === 'string' ? part.split('|') : [part]
    if (first !== undefined) choices.at(-1)?.push(first)
    for (const other of others) choices.push([other])
  }
  return choices.length > 1 ? choices : null
}
