import { useEffect, useState } from 'preact/hooks'
import { changeDraft } from '../../actions/generate.ts'
import { findLook, readLooks } from '../../actions/looks.ts'
import { dissolveLook } from '../../actions/reuse.ts'
import { forecast } from '../../forecast.ts'
import { promptField, shell, state } from '../../panel.ts'
import { insertWord } from '../../prompt/insert-text.ts'
import { runsOf, tokenOf } from '../../state/panel-state.ts'
import { TextButton } from '../controls/button.tsx'
import { Select } from '../controls/select.tsx'
import { Colours } from './brand-colours.tsx'
import { LookForm } from './look-form.tsx'

const SHARED = {
  private: () => '',
  team: (name = '') => ` · ${name}`,
  everyone: () => ' · everyone',
} as const

/** What is applied around the person's words, and making one of what the form holds. */
export function LookField() {
  const { draft, plan } = forecast(state)
  const [form, setForm] = useState<'new' | 'edit' | null>(null)
  const token = tokenOf(state.connection.value)
  // The look may be what was at fault: deleted by somebody else since it was read.
  const refused = runsOf(state).filter(
    ({ entry, state: run }) =>
      entry.look && run.phase === 'failed' && run.failure.code === 'validation_failed',
  ).length
  useEffect(() => {
    const read = () => void readLooks(shell)
    read()
    // Others publish meanwhile.
    addEventListener('focus', read)
    return () => removeEventListener('focus', read)
  }, [token, refused])

  const looks = state.looks.value
  const { look } = draft
  const latest = look && findLook(shell, look.id)
  // Its place is kept, so that nothing moves below when they come.
  if (!looks) return <div class="field" />
  if (form !== null)
    return <LookForm edited={form === 'edit' ? latest : null} onClose={() => setForm(null)} />
  const names = looks.map(({ id, name, scope, team }) => [id, name + SHARED[scope](team?.name)] as const)
  const [target] = plan.targets
  return (
    <div class="field">
      {looks.length > 0 && (
        <Select
          id="look"
          label="Look"
          value={look?.id ?? ''}
          options={[['', 'None'], ...names]}
          onChange={(id) => changeDraft(shell, { look: findLook(shell, id) })}
        />
      )}
      {look !== null && (
        <textarea
          class="input rows finished"
          rows={3}
          readOnly
          aria-label="What is sent"
          value={target?.prompt ?? ''}
        />
      )}
      {look && latest && latest.version !== look.version && (
        <p role="status">
          “{look.name}” was changed: this is version {look.version}.{' '}
          <TextButton onClick={() => changeDraft(shell, { look: latest })}>
            Use version {latest.version}
          </TextButton>
        </p>
      )}
      <div class="actions">
        <Colours colours={look?.colours} onPick={(words) => insertWord(promptField, words)} />
        {look !== null && <TextButton onClick={() => dissolveLook(shell)}>Turn into prompt</TextButton>}
        {latest?.can_change && <TextButton onClick={() => setForm('edit')}>Edit look</TextButton>}
        {!look && <TextButton onClick={() => setForm('new')}>Save as look</TextButton>}
      </div>
    </div>
  )
}
