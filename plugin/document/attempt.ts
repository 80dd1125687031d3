/** Does one of several things that are independent of each other: what it can't do keeps none of the others from being done. */
export function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    console.error('Figma refused a step', error)
  }
}
