import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { applyChosen } from '../../actions/review.ts'
import { engine, shell, state } from '../../panel.ts'
import { batchLine, groupRuns } from '../../runs/group-runs.ts'
import { changesOf, hasStart, reviewRows } from '../../runs/review.ts'
import { runsOf } from '../../state/panel-state.ts'
import { Button } from '../controls/button.tsx'
import { ReviewRow } from './review-row.tsx'

/** All variations of a batch, large: one is chosen for each target, then all are set at once. */
export function ReviewView() {
  const [isUsing, setIsUsing] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const review = state.review.value
  const batch = groupRuns(runsOf(state)).find(({ id }) => id === review?.batchId)
  const rows = !batch || !review ? [] : reviewRows(batch, review, state.shown.value)
  const changes = changesOf(rows)
  const columns = Math.max(
    1,
    ...rows.map(({ runs }) => runs.length + Number(runs.some(({ entry }) => hasStart(entry)))),
  )

  function leave() {
    state.view.value = 'create'
  }

  async function use() {
    if (isUsing || changes.length === 0) return
    setIsUsing(true)
    await applyChosen(shell, engine).finally(() => setIsUsing(false))
  }

  // Where the keyboard begins: at the choice of the first target or, while there is none, at the list; before a key
  // can be struck.
  useLayoutEffect(() => {
    const element = list.current
    if (element) (choiceIn(element) ?? element).focus()
  }, [])

  /** Left and right choose within a row, as in any group of radios; up and down go on to the next target. */
  function moveByKey(event: KeyboardEvent) {
    if (event.key === 'Escape') return leave()
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const isInList = event.target instanceof Node && list.current?.contains(event.target)
    if (step === 0 || !isInList) return
    event.preventDefault()
    const all = [...(list.current?.querySelectorAll('fieldset') ?? [])]
    const here = all.findIndex((row) => row.contains(document.activeElement))
    // Rows of which nothing is there yet are passed over.
    const onTheWay = step > 0 ? all.slice(here + 1) : all.slice(0, Math.max(0, here)).reverse()
    onTheWay
      .map(choiceIn)
      .find((choice) => choice !== null)
      ?.focus()
  }

  return (
    <section class="review" aria-labelledby="review-title" onKeyDown={moveByKey}>
      <div class="review-head">
        <h2 id="review-title">Review</h2>
        <p class="muted">{batch ? batchLine(batch) : 'Nothing is left to choose from.'}</p>
        <Button class="secondary" onClick={leave}>
          Close
        </Button>
        <Button
          class="primary"
          aria-disabled={isUsing || changes.length === 0}
          aria-describedby="review-changes"
          onClick={() => void use()}
        >
          Use these
        </Button>
      </div>
      <p id="review-changes" class="review-note muted">
        {describeChanges(changes.length, isUsing)} Arrow keys choose; one undo takes all of it back.
      </p>
      <div ref={list} class="scroll review-rows" tabIndex={-1} style={{ '--columns': columns }}>
        {rows.map((row) => (
          <ReviewRow key={row.nodeId} row={row} />
        ))}
      </div>
    </section>
  )
}

function choiceIn(element: Element): HTMLElement | null {
  return element.querySelector<HTMLElement>('input:checked') ?? element.querySelector('input:not(:disabled)')
}

function describeChanges(count: number, isUsing: boolean): string {
  if (isUsing) return 'Setting the images …'
  if (count === 0) return 'Every layer shows the image that is chosen.'
  return count === 1 ? 'One layer will change.' : `${count} layers will change.`
}
