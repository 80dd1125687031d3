/** Keeps the last result for the same arguments, by identity: for what many components ask for in one drawing. */
export function memoLast<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | null = null
  return (...args) => {
    const known = last
    if (known?.args.every((arg, index) => Object.is(arg, args[index]))) return known.result
    const result = compute(...args)
    last = { args, result }
    return result
  }
}
