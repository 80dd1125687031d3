import { generateAgain } from '../actions/generate.ts'
import { openReview } from '../actions/review.ts'
import type { Batch } from '../group-runs.ts'
import { isActive, isPlaceable, type Run } from '../run.ts'
import { usePanel } from '../use-panel.ts'
import { onePress } from './one-press.ts'
import { TextButton } from './text-button.tsx'

/** What can be done with a whole press at once. */
export function BatchActions({ batch: { id, groups, runs, counts } }: { batch: Batch }) {
  const { shell, engine } = usePanel()
  const isOver = counts.active === 0
  // Of several variations for one place the first is placed; the others can be swapped in.
  const placeable = runs.filter(({ entry, state }) => entry.variation === 0 && isPlaceable(state))

  function each(chosen: readonly Run[], act: (key: string) => unknown) {
    for (const { entry } of chosen) void act(entry.key)
  }

  function retryFailed() {
    const failed = runs.filter(({ state }) => state.phase === 'failed')
    const isFresh = ({ state }: Run) => state.phase === 'failed' && state.step === 'generation'
    each(
      failed.filter((run) => !isFresh(run)),
      engine.retry,
    )
    const fresh = failed.filter(isFresh)
    if (fresh.length > 0) void generateAgain(shell, engine, fresh)
  }

  return (
    <span class="actions">
      {!isOver && (
        <TextButton
          title="Rivya can’t cancel: the images are still made and kept in the history."
          onClick={() =>
            each(
              runs.filter(({ state }) => isActive(state)),
              engine.stop,
            )
          }
        >
          Stop all
        </TextButton>
      )}
      {groups.some((group) => group.runs.length > 1) && (
        <TextButton onClick={() => openReview(shell, id)}>Review</TextButton>
      )}
      {placeable.length > 1 && (
        <TextButton onClick={() => each(placeable, engine.place)}>Place all</TextButton>
      )}
      {counts.failed > 0 && <TextButton {...onePress(retryFailed)}>Retry failed</TextButton>}
      {isOver && counts.failed + counts.withheld === 0 && (
        <TextButton onClick={() => each(runs, engine.dismiss)}>Clear</TextButton>
      )}
    </span>
  )
}
