import { useEffect, useRef, useState } from 'preact/hooks'
import { connect, disconnect } from '../actions/connect.ts'
import { signIn } from '../actions/sign-in.ts'
import { shell, state } from '../panel.ts'
import { isActive } from '../runs/run.ts'
import { runsOf } from '../state/panel-state.ts'
import { Button } from './controls/button.tsx'
import { Field } from './controls/field.tsx'
import { onePress } from './controls/one-press.ts'
import { FailureNote } from './generations/failure-note.tsx'

/** Asks for the access token: at the first opening, and again when it is not accepted any more. */
export function ConnectScreen() {
  const field = useRef<HTMLInputElement>(null)
  const connection = state.connection.value
  const isChecking = connection.status === 'checking'
  const [isOffered, setOffered] = useState(false)
  const { failure = null, signIn: waiting } = connection.status === 'disconnected' ? connection : {}
  const running = runsOf(state).filter((run) => isActive(run.state)).length

  function submit() {
    if (isChecking) return
    void connect(shell, field.current?.value ?? '').then(() => {
      if (state.connection.value.status === 'disconnected') field.current?.focus()
    })
  }

  useEffect(() => {
    void shell.relay.readHealth().then((health) => setOffered(health.ok && health.value.sign_in === true))
  }, [])

  if (waiting) {
    return (
      <main class="connect">
        <h1>Sign in in your browser</h1>
        <p>Go on there only if it shows this code:</p>
        <p class="sign-in-code">{waiting.code}</p>
        <Button class="primary" onClick={() => shell.bridge.tell({ type: 'open-link', url: waiting.url })}>
          Open the page again
        </Button>
        <Button class="secondary" onClick={() => void disconnect(shell)}>
          Cancel
        </Button>
      </main>
    )
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
      {isOffered && (
        // Another than that of the code: signing in ends long after this one.
        <Button key="sign-in" class="primary" {...onePress(() => signIn(shell))}>
          Sign in
        </Button>
      )}
      {/* No form: Figma's sandboxed iframe may not submit any. */}
      <div class="stack">
        <Field label="Access token">
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
            aria-invalid={failure?.code === 'unauthenticated'}
            aria-describedby={failure ? 'connect-failure' : undefined}
          />
        </Field>
        {failure !== null && (
          <div id="connect-failure" role="alert">
            <FailureNote failure={failure} />
          </div>
        )}
        <Button class={isOffered ? 'secondary' : 'primary'} aria-disabled={isChecking} onClick={submit}>
          {isChecking ? 'Connecting…' : 'Connect'}
        </Button>
      </div>
      <p class="muted">
        The token stays on this computer. Prompts and the layers you choose as references go to{' '}
        {new URL(__RELAY_URL__).host} and from there to Rivya.
      </p>
    </main>
  )
}
