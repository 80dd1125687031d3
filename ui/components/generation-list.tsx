import { usePanel } from '../panel-context.ts'
import { useCell } from '../state/cell.ts'
import { GenerationRow } from './generation-row.tsx'

/** Running and finished generations of this opening, newest first. */
export function GenerationList() {
  const { state } = usePanel()
  const runs = [...useCell(state.runs).values()].reverse()
  if (runs.length === 0) return null
  return (
    <section class="section" aria-labelledby="generations-title">
      <h2 id="generations-title">Generations</h2>
      <ul class="runs" aria-label="Generations">
        {runs.map((run) => (
          <GenerationRow key={run.entry.key} run={run} />
        ))}
      </ul>
    </section>
  )
}
