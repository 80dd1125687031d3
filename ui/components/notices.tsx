import { shell, state } from '../panel.ts'
import { describeFailure } from '../runs/describe-run.ts'
import { TextButton } from './controls/button.tsx'
import { CopyId } from './controls/copy-id.tsx'
import { IconButton } from './controls/icon-button.tsx'

/** What is in the way right now, above everything else and never over it. */
export function Notices() {
  const relayTrouble = state.relayTrouble.value
  const trouble = state.isOnline.value ? relayTrouble : { code: 'offline' as const }
  const notice = state.notice.value
  const { isReadOnly } = state.surroundings.value
  const connection = state.connection.value
  const isPaused = connection.status === 'connected' && connection.me?.is_paused === true
  return (
    <div>
      {isPaused && (
        <div class="notice" role="status">
          <p>Whoever runs the relay has paused it. What you generate waits until it goes on.</p>
        </div>
      )}
      {isReadOnly && (
        <div class="notice">
          <p>{describeFailure({ code: 'read_only' })}</p>
        </div>
      )}
      <div role="alert">
        {trouble !== null && (
          <div class="notice is-warning">
            <p>{describeFailure({ code: trouble.code })}</p>
            {trouble.code !== 'offline' && (
              <TextButton onClick={() => shell.pauses.wake()}>Try now</TextButton>
            )}
          </div>
        )}
        {notice !== null && (
          <div class="notice is-danger">
            <div>
              <p>{notice.text}</p>
              {notice.requestId !== undefined && <CopyId id={notice.requestId} of="request" />}
            </div>
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
