/** What a prompt asks to be done to "image 1". */

export type Edit =
  /** Something of it is to be another. */
  | { kind: 'change' }
  /** Something between these shares of its sides is, and all else stays. */
  | { kind: 'change-part'; left: number; top: number; right: number; bottom: number }
  /** It lies on flat magenta, which is to become more of it. */
  | { kind: 'extend' }

const ON_MAGENTA = /\bflat magenta\b/i
const PART =
  /only the part of image 1 from (\d+) ?% to (\d+) ?% of its width and from (\d+) ?% to (\d+) ?% of its height/i
const CHANGE = /(^|[.!?]\s+)(change|remove|replace)\b/i

/** Null when the prompt asks for another picture, with what image 1 shows as its subject. */
export function readEdit(prompt: string): Edit | null {
  if (ON_MAGENTA.test(prompt)) return { kind: 'extend' }
  const part = PART.exec(prompt)
  if (part !== null) {
    const [left = 0, right = 1, top = 0, bottom = 1] = part.slice(1).map((percent) => Number(percent) / 100)
    return { kind: 'change-part', left, top, right, bottom }
  }
  return CHANGE.test(prompt.trim()) ? { kind: 'change' } : null
}
