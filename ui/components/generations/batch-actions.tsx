import { generateAgain } from '../../actions/generate.ts'
import { openReview } from '../../actions/review.ts'
import { withPrice } from '../../forecast.ts'
import { engine, shell, state } from '../../panel.ts'
import { describeRun, NO_CANCEL, type RunAction } from '../../runs/describe-run.ts'
import type { Batch } from '../../runs/group-runs.ts'
import { isActive, isPlaceable, type Run } from '../../runs/run.ts'
import { TextButton } from '../controls/button.tsx'
import { onePress } from '../controls/one-press.ts'

/** What can be done with a whole press at once. */
export function BatchActions({ batch: { id, groups, runs, counts } }: { batch: Batch }) {
  const isOver = counts.active === 0
  // Of several variations for one place the first is placed; the others can be swapped in.
  const placeable = runs.filter(({ entry, state }) => entry.variation === 0 && isPlaceable(state))
  // What each row offers: nothing that was paid is paid again, and nothing goes without its references.
  const failed = runs.filter(({ state }) => state.phase === 'failed')
  const offering = (action: RunAction) => failed.filter((run) => describeRun(run).actions.includes(action))
  const goingOn = offering('retry')
  const again = offering('generate-again')
  const isToBeHad = goingOn.length + again.length + offering('fetch-again').length > 0

  function each(chosen: readonly Run[], act: (key: string) => unknown) {
    for (const { entry } of chosen) void act(entry.key)
  }

  function retryFailed() {
    each(goingOn, engine.retry)
    return generateAgain(shell, engine, again)
  }

  return (
    <span class="actions">
      {!isOver && (
        <TextButton
          title={NO_CANCEL}
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
      {goingOn.length + again.length > 0 && (
        <TextButton {...onePress(retryFailed)}>{withPrice(state, 'Retry failed', again.length)}</TextButton>
      )}
      {isOver && !isToBeHad && counts.withheld === 0 && (
        <TextButton onClick={() => each(runs, engine.dismiss)}>Clear</TextButton>
      )}
    </span>
  )
}
