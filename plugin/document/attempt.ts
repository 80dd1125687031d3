/**
 * Does one of several things that are independent of each other: what it can't do keeps none of the others from being done.
 * Null where Figma refuses.
 */
export function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    return noteRefusal(error)
  }
}

/** The same for what takes its time. */
export async function attemptSlowly<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    return noteRefusal(error)
  }
}

function noteRefusal(error: unknown): null {
  console.error('Figma refused a step', error)
  return null
}
