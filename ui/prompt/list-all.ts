const LIST = new Intl.ListFormat('en-GB')

/** "1", "1 and 2", "1, 2 and 3". */
export function listAll(items: readonly (number | string)[]): string {
  return LIST.format(items.map(String))
}
