/** Runs at most `size` jobs at a time; the others wait in the order they came. */
export function createSlots(size: number) {
  const waiting: (() => void)[] = []
  let free = size

  return async function run<T>(job: () => Promise<T>): Promise<T> {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await job()
    } finally {
      const following = waiting.shift()
      if (!following) free += 1
      else following()
    }
  }
}
export type Slots = ReturnType<typeof createSlots>
