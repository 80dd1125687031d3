import { useRef, useState } from 'preact/hooks'
import { MAX_REFERENCES } from '../../../contract/model.ts'
import { addFiles, addSelection } from '../../actions/references.ts'
import { shell, state } from '../../panel.ts'
import { megapixelsOf } from '../../prompt/megapixels.ts'
import { firstNumber, sharedCount } from '../../state/draft.ts'
import { Button } from '../controls/button.tsx'
import { FileInput } from '../controls/file-input.tsx'
import { IconButton } from '../controls/icon-button.tsx'
import { Icon } from '../controls/icons.tsx'
import { LookChip } from './look-chip.tsx'
import { ReferenceChip } from './reference-chip.tsx'
import { ReferenceDetails } from './reference-details.tsx'

/** The images that go along with the prompt as "image 1", "image 2", … */
export function ReferenceSection() {
  const picker = useRef<HTMLInputElement>(null)
  const [openId, setOpenId] = useState<string | null>(null)
  const draft = state.draft.value
  const { references, look } = draft
  const first = firstNumber(draft)
  const count = sharedCount(draft)
  const open = references.findIndex(({ id }) => id === openId)
  const opened = references[open]
  const { total, limit, isOver } = megapixelsOf(draft)

  function closeByKey(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    if (event.key !== 'Escape' || openId === null) return
    event.currentTarget.querySelector<HTMLElement>('[aria-expanded=true]')?.focus()
    setOpenId(null)
  }

  return (
    <section class="field" aria-labelledby="references-title" onKeyDown={closeByKey}>
      <div class="field-head">
        <h2 id="references-title" class="field-title">
          References
        </h2>
        <span class="counter muted">
          {count > 0 && (
            <span class={isOver ? 'danger' : ''} title="References and output, of what the model takes">
              {total} of {limit} MP ·{' '}
            </span>
          )}
          {count}/{MAX_REFERENCES}
        </span>
      </div>
      {count > 0 && (
        <ul class="references" aria-label="References">
          {references.map((reference, index) => (
            <ReferenceChip
              key={reference.id}
              reference={reference}
              number={index + first}
              isOpen={index === open}
              onToggle={() => setOpenId(index === open ? null : reference.id)}
            />
          ))}
          {look?.references.map((reference, index) => (
            <LookChip
              key={`${look.id} ${reference.upload_id}`}
              look={look}
              reference={reference}
              number={references.length + index + first}
            />
          ))}
        </ul>
      )}
      {opened !== undefined && <ReferenceDetails reference={opened} number={open + first} />}
      {isOver && (
        <p class="danger">
          {total} megapixels are more than the model takes in all ({limit}). Turn off high detail, or remove a
          reference.
        </p>
      )}
      <div class="row is-tight">
        <Button class="secondary" onClick={() => void addSelection(shell)}>
          <Icon name="plus" />
          Add selection as reference
        </Button>
        <IconButton
          icon="upload"
          label="Choose image files; they can also be dropped or pasted"
          onClick={() => picker.current?.click()}
        />
        <FileInput label="Image files" picker={picker} onChoose={(files) => void addFiles(shell, files)} />
      </div>
      {references.length > 0 && <p class="muted">Sent ahead to your relay and Rivya while you write.</p>}
    </section>
  )
}
