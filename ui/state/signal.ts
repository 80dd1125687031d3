/**
 * Values that are watched. A change of any draws the panel anew, once for all changes of a moment, and Preact finds what
 * differs. The names are those of `@preact/signals`, which draws less at a time and takes 3 kB of the panel's gzip budget.
 */
import { useEffect, useState } from 'preact/hooks'

export type ReadonlySignal<T> = {
  readonly value: T
  /** Begins with the value as it is. @returns ends it */
  subscribe(listener: (value: T) => void): () => void
}
export type Signal<T> = ReadonlySignal<T> & { value: T }

/** Raised with every change. */
let revision = 0
const drawings = new Set<() => void>()

export function signal<T>(initial: T): Signal<T> {
  const listeners = new Set<(value: T) => void>()
  let current = initial
  return {
    get value() {
      return current
    },
    set value(changed) {
      if (Object.is(changed, current)) return
      current = changed
      revision += 1
      for (const listener of [...listeners]) listener(current)
      for (const draw of drawings) draw()
    },
    subscribe(listener) {
      listeners.add(listener)
      listener(current)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** Worked out when it is asked for, once until something changes. */
export function computed<T>(work: () => T): { readonly value: T } {
  let known: { revision: number; value: T } | null = null
  return {
    get value() {
      if (known?.revision !== revision) known = { revision, value: work() }
      return known.value
    },
  }
}

/** Draws the component, and with it all that is in it, after every change. For the outermost one. */
export function useSignals(): void {
  const [, draw] = useState(revision)
  useEffect(() => {
    const follow = () => draw(revision)
    drawings.add(follow)
    follow()
    return () => {
      drawings.delete(follow)
    }
  }, [])
}
