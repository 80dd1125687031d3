import { useEffect, useRef, useState } from 'preact/hooks'
import {
  type Look,
  type LookScope,
  MAX_LOOK_NAME_LENGTH,
  MAX_LOOK_REFERENCES,
  OWN_WORDS,
} from '../../../contract/looks.ts'
import { shorten } from '../../../contract/short-text.ts'
import { deleteLook, type LookForm as Fields, findLook, saveLook } from '../../actions/looks.ts'
import { ONE_KEY_MS } from '../../actions/press.ts'
import { engine, shell, state } from '../../panel.ts'
import { accountOf } from '../../state/panel-state.ts'
import { Button, TextButton } from '../controls/button.tsx'
import { Check } from '../controls/check.tsx'
import { Field } from '../controls/field.tsx'
import { onePress } from '../controls/one-press.ts'
import { Select } from '../controls/select.tsx'
import { BrandColours } from './brand-colours.tsx'

/** A look that is being made of the form (`edited` null), or changed. */
export function LookForm({ edited, onClose }: { edited: Look | null; onClose: () => void }) {
  const { prompt, references } = state.draft.value
  const [base, setBase] = useState(edited)
  const [fields, setFields] = useState<Fields>(() => ({
    ...(edited ?? { name: shorten(prompt, 40), prompt, scope: 'private' }),
    colours: coloursOf(edited),
    takesReferences: !edited,
  }))
  /** When it was last asked whether to delete it: what is shared is gone for everyone, and nothing brings it back. */
  const [askedAt, setAskedAt] = useState(Number.POSITIVE_INFINITY)
  const name = useRef<HTMLInputElement>(null)
  const colours = useRef<HTMLTextAreaElement>(null)
  useEffect(() => name.current?.select(), [])

  const hasName = fields.name.trim() !== ''
  const latest = base && findLook(shell, base.id)
  const isOutdated = base !== null && latest !== null && latest.version !== base.version
  const { person, team } = accountOf(state.connection.value) ?? {}
  const shared = base?.team ?? team
  const scopes: [LookScope, string][] = [['private', 'Only me']]
  if (shared && person?.role !== 'member') scopes.push(['team', `Team ${shared.name}`])
  if (person?.role === 'admin') scopes.push(['everyone', 'Everyone'])
  const change = (changes: Partial<Fields>) => setFields((known) => ({ ...known, ...changes }))
  const written = (name: 'name' | 'prompt' | 'colours') => ({
    value: fields[name],
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      change({ [name]: currentTarget.value }),
  })

  async function finish(work: Promise<boolean>) {
    if (await work) onClose()
  }

  return (
    <section class="details stack" aria-label={edited ? `Look ${edited.name}` : 'New look'}>
      <Field label="Name">
        <input ref={name} class="input" maxLength={MAX_LOOK_NAME_LENGTH} {...written('name')} />
      </Field>
      <Field label="Words">
        <textarea class="input rows" rows={3} {...written('prompt')} />
      </Field>
      <p class="muted">{OWN_WORDS} is the place of your own words; without it they come first.</p>
      <Field label="Colours">
        <textarea
          ref={colours}
          class="input rows"
          rows={1}
          placeholder="Moss #4a5d23, Sand #e8d9b0"
          {...written('colours')}
        />
      </Field>
      <BrandColours field={colours} />
      {references.length > 0 && (
        <Check
          isChecked={fields.takesReferences}
          onChange={(isChecked) => change({ takesReferences: isChecked })}
        >
          With the {references.length > MAX_LOOK_REFERENCES ? `first ${MAX_LOOK_REFERENCES} ` : ''}
          references of the form
        </Check>
      )}
      {scopes.length > 1 && (
        <Select
          id="look-scope"
          label="Share with"
          value={fields.scope}
          options={scopes}
          onChange={(scope) => change({ scope })}
        />
      )}
      {isOutdated && (
        <p role="alert">
          Somebody has changed it to “{latest.prompt}”. Saving puts yours over theirs.{' '}
          <TextButton
            onClick={() => {
              setBase(latest)
              change({
                prompt: `${fields.prompt}\n${latest.prompt}`,
                colours: `${fields.colours}, ${coloursOf(latest)}`,
              })
            }}
          >
            Add theirs
          </TextButton>
        </p>
      )}
      <div class="actions">
        <Button
          class="secondary"
          aria-disabled={!hasName}
          {...onePress(() => hasName && finish(saveLook(shell, engine.uploads, fields, latest)))}
        >
          Save
        </Button>
        <TextButton onClick={onClose}>Cancel</TextButton>
        {latest !== null && (
          <TextButton
            {...onePress(({ timeStamp, detail }) => {
              setAskedAt(timeStamp)
              // Which clicks are one double click, the browser knows.
              if (timeStamp - askedAt > (detail === 0 ? ONE_KEY_MS : 0))
                return finish(deleteLook(shell, latest))
            })}
          >
            {Number.isFinite(askedAt) ? 'Delete for good' : 'Delete'}
          </TextButton>
        )}
      </div>
    </section>
  )
}

function coloursOf(look: Look | null): string {
  return (look?.colours ?? []).map(({ name, hex }) => `${name} ${hex}`).join(', ')
}
