import { rewriteReferenceNumbers } from './reference-numbers.ts'

/**
 * The prompt of a target that has nothing to start from, while the others start from their pictures: what is said of "image
 * 1" is said of the target by its name, and the shared references move up.
 */
export function withoutStart(prompt: string, title: string): string {
  const moved = rewriteReferenceNumbers(prompt, (number) => (number === 1 ? null : number - 1))
  return moved.replace(/\bimage \?/gi, () => title)
}
