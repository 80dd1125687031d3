/** How long an answer of Figma's is waited for. */
import type { Failure } from '../../contract/failures.ts'

export const UNFINISHED: Failure = { code: 'export_unfinished' }

/** Drawing the largest of layers takes some seconds; of a file that is broken it never ends. */
const LONGEST_MS = 60_000

/** Null when no answer has come by then. What comes later is dropped. */
export async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  let timer = 0
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LONGEST_MS)
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
