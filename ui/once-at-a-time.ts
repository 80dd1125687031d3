/** What is already being asked is asked no second time: all who wait get the same answer. */
export function onceAtATime<K extends WeakKey>(ask: (key: K) => Promise<void>): (key: K) => Promise<void> {
  const open = new WeakMap<K, Promise<void>>()
  return (key) => {
    const question = open.get(key) ?? ask(key).finally(() => open.delete(key))
    open.set(key, question)
    return question
  }
}
