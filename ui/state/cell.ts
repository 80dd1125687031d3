import { useEffect, useState } from 'preact/hooks'

/**
 * A value that is watched. All the panel needs of signals, at a thirtieth of their size, which the budget of `ui.html`
 * has better use for.
 */
export type Cell<T> = {
  value: T
  /** @returns ends it */
  subscribe(listener: () => void): () => void
}

export function cell<T>(initial: T): Cell<T> {
  const listeners = new Set<() => void>()
  let current = initial
  return {
    get value() {
      return current
    },
    set value(changed) {
      if (Object.is(changed, current)) return
      current = changed
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The cell's value in a component, which is drawn again when it changes. */
export function useCell<T>(watched: Cell<T>): T {
  const [drawn, draw] = useState(watched.value)
  useEffect(() => {
    const follow = () => draw(watched.value)
    follow()
    return watched.subscribe(follow)
  }, [watched])
  return drawn
}
