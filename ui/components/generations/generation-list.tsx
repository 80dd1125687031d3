import { state } from '../../panel.ts'
import { batchLine, groupRuns } from '../../runs/group-runs.ts'
import { runsOf } from '../../state/panel-state.ts'
import { BatchActions } from './batch-actions.tsx'
import { GenerationRow } from './generation-row.tsx'

export const GENERATIONS_TITLE = 'generations-title'

/** Running and finished generations since the panel opened, newest press first. */
export function GenerationList() {
  const batches = groupRuns(runsOf(state))
  if (batches.length === 0) return null
  return (
    <section class="section" aria-labelledby={GENERATIONS_TITLE}>
      <h2 id={GENERATIONS_TITLE}>Generations</h2>
      <ul class="runs" aria-label="Generations">
        {batches.map((batch) => [
          batch.counts.total > 1 && (
            <li key={batch.id} class="batch">
              <span>{batchLine(batch)}</span>
              <BatchActions batch={batch} />
            </li>
          ),
          ...batch.groups.map(({ id, runs }) => <GenerationRow key={id} runs={runs} />),
        ])}
      </ul>
    </section>
  )
}
