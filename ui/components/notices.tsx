import { FAILURES } from '../../contract/failures.ts'
import { useCell } from '../state/cell.ts'
import { usePanel } from '../use-panel.ts'
import { IconButton } from './icon-button.tsx'

/** What is in the way right now, above everything else and never over it. */
export function Notices() {
  const { shell, state } = usePanel()
  const relayTrouble = useCell(state.relayTrouble)
  const trouble = useCell(state.isOnline) ? relayTrouble : { code: 'offline' as const }
  const notice = useCell(state.notice)
  const { isReadOnly } = useCell(state.surroundings)
  return (
    <div class="notices">
      {isReadOnly && (
        <div class="notice">
          <p>
            {FAILURES.read_only.sentence} {FAILURES.read_only.nextStep}
          </p>
        </div>
      )}
      <div role="alert">
        {trouble !== null && (
          <div class="notice is-warning">
            <p>
              {FAILURES[trouble.code].sentence} {FAILURES[trouble.code].nextStep}
            </p>
            {trouble.code !== 'offline' && (
              <button type="button" class="link" onClick={() => shell.pauses.wake()}>
                Try now
              </button>
            )}
          </div>
        )}
        {notice !== null && (
          <div class={notice.tone === 'error' ? 'notice is-danger' : 'notice'}>
            <p>{notice.text}</p>
            <IconButton
              icon="close"
              label="Dismiss notice"
              onClick={() => {
                state.notice.value = null
              }}
            />
          </div>
        )}
      </div>
    </div>
  )
}
