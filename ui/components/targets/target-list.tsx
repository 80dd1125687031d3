import { useEffect, useRef, useState } from 'preact/hooks'
import { chooseSlot } from '../../actions/choose-slot.ts'
import { changeDraft } from '../../actions/generate.ts'
import { measurePictures } from '../../actions/measure-pictures.ts'
import { pointAt } from '../../actions/point-at.ts'
import { chooseTargets } from '../../actions/start-from.ts'
import { forgetPicturesBelow, showStartPictures } from '../../actions/start-pictures.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import { hasVariables } from '../../prompt/variables.ts'
import type { PlannedTarget } from '../../targets/plan-targets.ts'
import { visibleRows } from '../../visible-rows.ts'
import { TextButton } from '../controls/button.tsx'
import { Check } from '../controls/check.tsx'
import { useListKeys } from '../controls/use-list-keys.ts'
import { TargetRow } from './target-row.tsx'

const ROW_PX = 44
/** Rows that are in sight without scrolling. */
const ROWS_SHOWN = 5
/** Scrolling that goes on asks for no pictures. */
const REST_MS = 150

/** Every layer that gets an image: what it starts from, what it is asked for, and whether it is wanted. */
export function TargetList() {
  const { draft, plan } = forecast(state)
  const list = useRef<HTMLDivElement>(null)
  const [scrollPx, setScrollPx] = useState(0)
  const { all, targets, choice } = plan
  const viewPx = Math.min(all.length, ROWS_SHOWN) * ROW_PX
  const rows = visibleRows(all.length, 1, ROW_PX, viewPx, scrollPx)
  const { start, end, above, below } = rows
  const shown = all.slice(start, end)
  const drawInSight = () => setScrollPx(list.current?.scrollTop ?? 0)
  const { keys, stopIn } = useListKeys(list, {
    count: all.length,
    columns: 1,
    rowPx: ROW_PX,
    viewPx,
    drawInSight,
  })
  const { cards } = state
  const showsPrompts = plan.hasAreas || draft.look !== null || hasVariables(draft.prompt, plan.rows.columns)

  useEffect(() => forgetPicturesBelow(shell), [cards.value])
  const wanted = shown.map(({ pictureKey }) => pictureKey).join()
  useEffect(() => {
    const rest = setTimeout(() => void showStartPictures(shell, shown), REST_MS)
    return () => clearTimeout(rest)
    // What has been forgotten is wanted again.
  }, [wanted, cards.value])

  const isMeasured = draft.keepsPicture && all.map(({ pictureKey }) => pictureKey).join()
  useEffect(() => {
    if (isMeasured !== false) void measurePictures(shell, all)
  }, [isMeasured])

  // What is shown on the canvas goes with the list, and with the window's focus.
  useEffect(() => {
    const leave = () => pointAt(shell, null)
    addEventListener('blur', leave)
    return () => {
      removeEventListener('blur', leave)
      leave()
    }
  }, [cards.value])

  if (choice === 'new-image' || all.length === 0) return null
  const choosable = all.filter(({ leftOut }) => leftOut?.by !== 'plan')
  const lacksSome = choosable.some(({ leftOut }) => leftOut !== null)
  const pictureless = all.filter(isWithoutPicture)
  return (
    <section class="field" aria-labelledby="targets-title">
      <div class="field-head">
        <h2 id="targets-title" class="field-title">
          Targets
        </h2>
        <span class="muted counter">
          {targets.length} of {all.length}
          {choosable.length > 1 && (
            <>
              {' · '}
              <TextButton onClick={chooseAll}>{lacksSome ? 'All' : 'None'}</TextButton>
            </>
          )}
        </span>
      </div>
      <div
        ref={list}
        class="targets"
        style={{ maxHeight: `${ROWS_SHOWN * ROW_PX}px` }}
        onScroll={drawInSight}
      >
        <ul
          aria-label="Targets"
          style={{ padding: `${above}px 0 ${below}px` }}
          onPointerOver={(event) => pointAt(shell, idUnder(event))}
          onPointerLeave={() => pointAt(shell, null)}
          onFocusIn={(event) => pointAt(shell, idUnder(event))}
          onFocusOut={() => pointAt(shell, null)}
          onDblClick={(event) => pointAt(shell, idUnder(event), true)}
          onFocusCapture={keys.onFocusCapture}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey)
              pointAt(shell, idUnder(event), true)
            else keys.onKeyDown(event)
          }}
        >
          {shown.map((target, index) => (
            <TargetRow
              key={target.id}
              target={target}
              index={start + index}
              count={all.length}
              isStop={start + index === stopIn(rows)}
              showsPrompt={showsPrompts}
              hasPicture={draft.startFrom !== 'nothing'}
              pictureUrl={state.startPictures.value.get(target.pictureKey) ?? null}
            />
          ))}
        </ul>
      </div>
      {choice === 'fill' && all.length === 1 && state.selection.value[0]?.id === all[0]?.id && (
        <TextButton onClick={() => void chooseSlot(shell, all[0]?.id ?? '')}>This one in each</TextButton>
      )}
      {state.cardCount.value > all.length && choice === 'fill' && (
        <p class="muted">
          Only the first {all.length} of {state.cardCount.value}: select the others afterwards.
        </p>
      )}
      {pictureless.length > 0 && (
        <Check
          isChecked={draft.usesWordsAlone}
          onChange={(isChecked) => changeDraft(shell, { usesWordsAlone: isChecked })}
        >
          Make the {pictureless.length === 1 ? 'one' : pictureless.length} without a{' '}
          {draft.startFrom === 'file' ? 'file' : 'picture'} from words alone
        </Check>
      )}
    </section>
  )

  function chooseAll() {
    chooseTargets(
      shell,
      choosable.map(({ id }) => id),
      lacksSome,
    )
  }

  function isWithoutPicture({ start: begins, leftOut }: PlannedTarget): boolean {
    if (draft.startFrom === 'nothing' || begins) return false
    return !leftOut || leftOut.isCurable === true
  }
}

/** Of the target whose row the event is in. */
function idUnder({ target }: Event): string | null {
  return (target instanceof Element && target.closest<HTMLElement>('[data-id]')?.dataset.id) || null
}
