import { useLayoutEffect, useRef } from 'preact/hooks'
import { FAILURES } from '../../../contract/failures.ts'
import { press } from '../../actions/press.ts'
import { forecast, wishOf } from '../../forecast.ts'
import { engine, shell, state } from '../../panel.ts'
import { askLine, generateLabel, priceLine } from '../../plan.ts'
import { isActive } from '../../runs/run.ts'
import { runsOf } from '../../state/panel-state.ts'
import { Button, TextButton } from '../controls/button.tsx'
import { onePress } from '../controls/one-press.ts'
import { GENERATIONS_TITLE } from '../generations/generation-list.tsx'

const IS_MAC = navigator.platform.startsWith('Mac')

/** The price, the button, every reason why it can't be pressed, and the way to what runs further down. */
export function GenerateBar() {
  const now = forecast(state)
  const { draft, price, reasons } = now
  const bar = useRef<HTMLDivElement>(null)
  const asked = state.askedWish.value
  // What was asked about may no longer be what would be sent.
  const isAsking = asked !== null && asked === wishOf(now)
  const runs = runsOf(state).map((run) => run.state)
  // What stands further down.
  const further = [
    [runs.filter(isActive).length, 'in progress'] as const,
    [runs.filter(({ phase }) => phase === 'failed').length, 'failed'] as const,
  ].flatMap(([count, what]) => (count > 0 ? `${count} ${what}` : []))

  // It stands below what scrolls, and is as high as what it has to say.
  useLayoutEffect(() => {
    const element = bar.current
    const around = element?.closest<HTMLElement>('.create')
    if (!element || !around) return
    const observer = new ResizeObserver(() => {
      around.style.setProperty('--bar', `${element.offsetHeight}px`)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // That one stands above everything else.
  const shown = reasons.filter((reason) => reason !== FAILURES.offline.sentence)
  const isBlocked = reasons.length > 0
  const shortcut = IS_MAC ? '⌘ Enter' : 'Ctrl+Enter'
  return (
    <div ref={bar} class="generate-bar">
      <Button
        class="primary"
        aria-disabled={isBlocked}
        {...onePress((event) => press(shell, engine, event))}
        aria-describedby="price reasons"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title={isBlocked ? reasons.join('\n') : shortcut}
      >
        {generateLabel(price.images)}
      </Button>
      {isAsking && (
        <p class="asking">
          {askLine(price)}, or{' '}
          <TextButton
            onClick={() => {
              state.askedWish.value = null
            }}
          >
            not now
          </TextButton>
        </p>
      )}
      <p class="price muted">
        <span id="price">{price.images > 0 && priceLine(price)}</span>
        {further.length > 0 && <TextButton onClick={showGenerations}>{further.join(', ')}</TextButton>}
      </p>
      <ul id="reasons" class={draft.prompt === '' ? 'reasons muted' : 'reasons'}>
        {shown.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  )
}

function showGenerations() {
  document.getElementById(GENERATIONS_TITLE)?.scrollIntoView()
}
