import { disconnect } from '../actions/connect.ts'
import { changePreferences } from '../actions/preferences.ts'
import { creditsLeft, limitsOf, usedLine } from '../credits.ts'
import { shell, state } from '../panel.ts'
import { CONFIRM_ABOVE_CREDITS } from '../plan.ts'
import { accountOf } from '../state/panel-state.ts'
import { Button } from './controls/button.tsx'
import { Field } from './controls/field.tsx'

export function SettingsView() {
  const me = accountOf(state.connection.value)
  const { confirmAboveCredits = CONFIRM_ABOVE_CREDITS } = state.preferences.value
  const left = creditsLeft(me)
  return (
    <section class="section stack scroll" aria-labelledby="settings-title">
      <h2 id="settings-title">Connection</h2>
      <dl class="facts">
        <dt>Relay</dt>
        <dd>{new URL(__RELAY_URL__).host}</dd>
        <dt>Connected as</dt>
        <dd>{me?.name ?? 'Not known'}</dd>
        <dt>Credits</dt>
        <dd>{left === null ? 'Not known' : `${left} left`}</dd>
        {me !== null && limitsOf(me).length > 0 && (
          <>
            <dt>Limits</dt>
            {limitsOf(me).map((limit) => (
              <dd key={`${limit.of} ${limit.period}`}>{usedLine(limit, me)}.</dd>
            ))}
          </>
        )}
      </dl>
      <Field label="Ask before a press that costs more credits than">
        <input
          class="input"
          type="number"
          min={0}
          step={5}
          value={confirmAboveCredits}
          onChange={(event) => {
            const credits = event.currentTarget.valueAsNumber
            if (credits >= 0) changePreferences(shell, { confirmAboveCredits: credits })
          }}
        />
      </Field>
      <Button class="secondary" onClick={() => void disconnect(shell)}>
        Disconnect and forget the token
      </Button>
    </section>
  )
}
