import { generateAgain } from '../actions/generate.ts'
import type { Batch } from '../group-runs.ts'
import { isActive, type Run } from '../run.ts'
import { usePanel } from '../use-panel.ts'

/** What can be done with a whole press at once. */
export function BatchActions({ batch: { runs, counts } }: { batch: Batch }) {
  const { shell, engine } = usePanel()
  const isOver = counts.active === 0

  function retryFailed() {
    const failed = runs.filter(({ state }) => state.phase === 'failed')
    const isFresh = ({ state }: Run) => state.phase === 'failed' && state.step === 'generation'
    for (const { entry } of failed.filter((run) => !isFresh(run))) engine.retry(entry.key)
    const fresh = failed.filter(isFresh)
    if (fresh.length > 0) void generateAgain(shell, engine, fresh)
  }

  return (
    <span class="actions">
      {!isOver && (
        <button
          type="button"
          class="link"
          title="Rivya can’t cancel: the images are still made and kept in the history."
          onClick={() => {
            for (const { entry, state } of runs) if (isActive(state)) void engine.stop(entry.key)
          }}
        >
          Stop all
        </button>
      )}
      {counts.failed > 0 && (
        <button type="button" class="link" onClick={retryFailed}>
          Retry failed
        </button>
      )}
      {isOver && counts.failed === 0 && (
        <button
          type="button"
          class="link"
          onClick={() => {
            for (const { entry } of runs) void engine.dismiss(entry.key)
          }}
        >
          Clear
        </button>
      )}
    </span>
  )
}
