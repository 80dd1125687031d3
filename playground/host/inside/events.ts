/** Lists of callbacks, as `figma.on`, `figma.ui.on` and `page.on` keep them. Runs inside QuickJS; see `transfer.ts`. */

type Callback = (...values: unknown[]) => unknown
export type Events = {
  on(type: unknown, callback: unknown): void
  once(type: unknown, callback: unknown): void
  off(type: unknown, callback: unknown): void
  /** Calls every callback; what they return comes back, what they throw or reject with goes to `report`. */
  emit(type: string, values: unknown[]): unknown[]
}

/**
 * @param allow throws when callbacks of a type can't be registered
 * @param report takes what a callback threw
 */
export function makeEvents(allow: (type: string) => void, report: (error: unknown) => void): Events {
  const callbacks: { type: string; callback: Callback; isOnce: boolean }[] = []

  function add(type: unknown, callback: unknown, isOnce: boolean): void {
    if (typeof callback !== 'function') throw new TypeError('in on: Expected a function as callback')
    allow(String(type))
    callbacks.push({ type: String(type), callback: callback as Callback, isOnce })
  }

  function remove(type: unknown, callback: unknown): void {
    const index = callbacks.findIndex((entry) => entry.type === type && entry.callback === callback)
    if (index >= 0) callbacks.splice(index, 1)
  }

  return {
    on: (type, callback) => add(type, callback, false),
    once: (type, callback) => add(type, callback, true),
    off: remove,
    emit(type, values) {
      return callbacks
        .filter((entry) => entry.type === type)
        .map((entry) => {
          if (entry.isOnce) remove(entry.type, entry.callback)
          try {
            const answer = entry.callback(...values)
            if (answer instanceof Promise) answer.catch(report)
            return answer
          } catch (error) {
            report(error)
            return undefined
          }
        })
    },
  }
}
