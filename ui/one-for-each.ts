/** What is made once for each panel, or whatever else it belongs to, and goes with it. */
export function oneForEach<K extends WeakKey, V extends object>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    const one = made.get(key) ?? make(key)
    made.set(key, one)
    return one
  }
}
