import { useEffect } from 'preact/hooks'
import { chooseInReview } from '../../actions/review.ts'
import { showResult } from '../../drive/show-result.ts'
import { shell, state } from '../../panel.ts'
import { describeRun } from '../../runs/describe-run.ts'
import { hasStart, isUsable, type ReviewRow as Row } from '../../runs/review.ts'
import { generationOf, isActive, type Run } from '../../runs/run.ts'
import { Picture } from '../controls/picture.tsx'
import { ReviewStart } from './review-start.tsx'

/** One target: its variations beside what they started from. */
export function ReviewRow({ row }: { row: Row }) {
  const { nodeId, title, runs, chosen, inPlace } = row
  const started = runs.map(({ entry }) => entry).find(hasStart)
  return (
    <fieldset class="review-row">
      <legend class="one-line">{title}</legend>
      {started !== undefined && <ReviewStart entry={started} />}
      {runs.map((run) => (
        <Choice
          key={run.entry.key}
          run={run}
          nodeId={nodeId}
          name={`Variation ${run.entry.variation + 1} of ${title}`}
          isChosen={run.entry.key === chosen}
          isInPlace={run.entry.key === inPlace}
        />
      ))}
    </fieldset>
  )
}

type ChoiceProps = { run: Run; nodeId: string; name: string; isChosen: boolean; isInPlace: boolean }

function Choice({ run, nodeId, name, isChosen, isInPlace }: ChoiceProps) {
  const generation = generationOf(run.state)
  const isThere = isUsable(run.state)
  const { status } = describeRun(run)

  useEffect(() => {
    if (isThere && generation) return showResult(shell, generation)
  }, [generation, isThere])

  return (
    <label class="choice">
      <input
        type="radio"
        name={`review ${nodeId}`}
        aria-label={isInPlace ? `${name}, in place now` : name}
        checked={isChosen}
        disabled={!isThere}
        onChange={() => chooseInReview(shell, nodeId, run.entry.key)}
      />
      <span
        class={isActive(run.state) ? 'choice-picture is-busy' : 'choice-picture'}
        style={{ aspectRatio: run.entry.aspectRatio.replace(':', ' / ') }}
      >
        <Picture url={state.thumbnails.value.get(generation?.id ?? '')}>
          {isThere ? 'Looking …' : status}
        </Picture>
      </span>
      {isInPlace && <span class="choice-mark">In place</span>}
    </label>
  )
}
