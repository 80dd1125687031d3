import { useRef } from 'preact/hooks'
import { connect } from '../actions/connect.ts'
import { isActive } from '../run.ts'
import { usePanel } from '../use-panel.ts'
import { FailureNote } from './failure-note.tsx'

/** Asks for the access token: at the first opening, and again when it is not accepted any more. */
export function ConnectScreen() {
  const { shell, state } = usePanel()
  const field = useRef<HTMLInputElement>(null)
  const connection = state.connection.value
  const isChecking = connection.status === 'checking'
  const failure = connection.status === 'disconnected' ? connection.failure : null
  const running = [...state.runs.value.values()].filter((run) => isActive(run.state)).length

  function submit() {
    if (isChecking) return
    void connect(shell, field.current?.value ?? '').then(() => {
      if (state.connection.value.status === 'disconnected') field.current?.focus()
    })
  }

  return (
    <main class="connect">
      <h1>Connect to your relay</h1>
      <p class="muted">
        Your team’s relay keeps the Rivya key and makes the images. Whoever runs it gives you an access token.
      </p>
      {running > 0 && (
        <p>
          {running === 1 ? 'One generation goes' : `${running} generations go`} on once you are connected
          again.
        </p>
      )}
      {/* No form: Figma's sandboxed iframe may not submit any. */}
      <div class="stack">
        <label class="field">
          <span>Access token</span>
          <input
            ref={field}
            class="input"
            type="password"
            autocomplete="off"
            spellcheck={false}
            placeholder="rl_…"
            onKeyDown={(event) => {
              if (event.key === 'Enter') submit()
            }}
            aria-invalid={failure !== null}
            aria-describedby={failure === null ? undefined : 'connect-failure'}
          />
        </label>
        {failure !== null && (
          <div id="connect-failure" role="alert">
            <FailureNote failure={failure} />
          </div>
        )}
        <button type="button" class="primary" aria-disabled={isChecking} onClick={submit}>
          {isChecking ? 'Connecting…' : 'Connect'}
        </button>
      </div>
      <p class="muted">
        The token stays on this computer. Prompts and the layers you choose as references go to{' '}
        {new URL(__RELAY_URL__).host} and from there to Rivya.
      </p>
    </main>
  )
}
