/** What a prompt may say of each target. */
export type TargetFacts = {
  /** Null where there is no layer: the variable then stays as it was written. */
  name: string | null
  text: string | null
  /** Place among the targets, from 1. */
  number: number
}

const BRACES = /\{([^{}]*)\}/g

/** Whether the prompt differs from target to target. */
export function hasVariables(prompt: string): boolean {
  return [...prompt.matchAll(BRACES)].some(
    ([, inner = '']) => NAMES.includes(inner.trim()) || inner.includes('|'),
  )
}

const NAMES = ['name', 'text', 'number']

/** The first variable that only a layer can fill in, as it was written; null when there is none. */
export function layerVariableIn(prompt: string): string | null {
  return /\{ *(?:name|text) *\}/.exec(prompt)?.[0] ?? null
}

/**
 * The finished prompt of one target: `{name}`, `{text}` and `{number}` say what they are, `{a|b|c}` is taken in turn.
 * Other braces stay as they are.
 */
export function finishPrompt(prompt: string, { name, text, number }: TargetFacts): string {
  return prompt.replace(BRACES, (whole, inner: string) => {
    switch (inner.trim()) {
      case 'name':
        return name ?? whole
      case 'text':
        return text ?? whole
      case 'number':
        return String(number)
      default:
        return inner.includes('|') ? takeInTurn(inner.split('|'), number) : whole
    }
  })
}

function takeInTurn(choices: string[], number: number): string {
  return (choices[(number - 1) % choices.length] ?? '').trim()
}
