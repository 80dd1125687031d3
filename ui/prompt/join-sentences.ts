/** One behind the other, with a full stop between them where the first has no end. */
export function joinSentences(first: string, second: string): string {
  const [start, end] = [first.trim(), second.trim()]
  if (start === '' || end === '') return start + end
  return `${start}${/[.!?:;,]$/.test(start) ? '' : '.'} ${end}`
}
