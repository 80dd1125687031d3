/** What was selected at each press, so that its targets can be chosen again. Kept as long as the panel lives. */
import { oneForEach } from '../one-for-each.ts'
import type { Shell } from '../shell.ts'

const MOST_KEPT = 50
const selectionsOf = oneForEach((_: Shell) => new Map<string, readonly string[]>())

export function rememberSelection(shell: Shell, batchId: string) {
  const known = selectionsOf(shell)
  known.set(
    batchId,
    shell.state.selection.value.map(({ id }) => id),
  )
  const [oldest] = known.keys()
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest)
}

/** Ids of the layers; none when the press was before this opening. */
export function selectionAt(shell: Shell, batchId: string): readonly string[] {
  return selectionsOf(shell).get(batchId) ?? []
}
