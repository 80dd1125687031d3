const KEPT = 20

/** The prompts sent so far, newest first, each once, at most 20. */
export function withRecent(recents: readonly string[], prompt: string): string[] {
  return [prompt, ...recents.filter((known) => known !== prompt)].slice(0, KEPT)
}

/** The neighbour in the list of what is written now; what is not in it stands before the newest. Null at an end. */
export function stepThrough(recents: readonly string[], prompt: string, step: 1 | -1): string | null {
  const place = recents.indexOf(prompt) + step
  if (place === -1) return ''
  return recents[place] ?? null
}
