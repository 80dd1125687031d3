import { useEffect } from '../hooks.ts'
import { generateLabel, priceLine } from '../plan.ts'
import { useCell } from '../state/cell.ts'
import { usePanel } from '../use-panel.ts'
import { useGenerate } from './use-generate.ts'

const IS_MAC = navigator.platform.startsWith('Mac')

/** The price, the button, and every reason why it can't be pressed. */
export function GenerateBar() {
  const { state } = usePanel()
  const { draft, price, reasons, press } = useGenerate()
  const isAsking = useCell(state.isAsking)
  const selection = useCell(state.selection)

  // What was asked about is no longer what would be sent.
  useEffect(() => {
    state.isAsking.value = false
  }, [state, draft, selection])

  const isBlocked = reasons.length > 0
  const shortcut = IS_MAC ? '⌘ Enter' : 'Ctrl+Enter'
  const hasWritten = draft.prompt !== ''
  return (
    <div class="stack">
      <button
        type="button"
        class="primary"
        aria-disabled={isBlocked}
        onClick={press}
        aria-describedby="price reasons"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title={isBlocked ? reasons.join('\n') : shortcut}
      >
        {generateLabel(price.images)}
      </button>
      {isAsking && (
        <p class="asking">
          From {price.credits} credits are more than you spend without being asked. Press Generate again to go
          on, or{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              state.isAsking.value = false
            }}
          >
            not now
          </button>
        </p>
      )}
      <p id="price" class="price muted">
        {price.images === 0 ? ' ' : priceLine(price)}
      </p>
      <ul id="reasons" class={hasWritten ? 'reasons' : 'reasons muted'}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  )
}
