import { useRef } from 'preact/hooks'
import { MAX_REFERENCES } from '../../contract/model.ts'
import { addFiles, addSelection } from '../actions/references.ts'
import { usePanel } from '../panel-context.ts'
import { useCell } from '../state/cell.ts'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icons.tsx'
import { ReferenceTile } from './reference-tile.tsx'

/** The images that go along with the prompt as "image 1", "image 2", … */
export function ReferenceSection() {
  const { shell, state } = usePanel()
  const picker = useRef<HTMLInputElement>(null)
  const { references } = useCell(state.draft)

  function choose(event: Event) {
    const input = event.currentTarget
    if (!(input instanceof HTMLInputElement)) return
    void addFiles(shell, [...(input.files ?? [])])
    // So that the same file can be chosen again after it was removed.
    input.value = ''
  }

  return (
    <section class="field" aria-labelledby="references-title">
      <div class="field-head">
        <h2 id="references-title" class="field-title">
          References
        </h2>
        <span class="counter muted">
          {references.length}/{MAX_REFERENCES}
        </span>
      </div>
      {references.length > 0 && (
        <ul class="references" aria-label="References">
          {references.map((reference, index) => (
            <ReferenceTile key={reference.id} reference={reference} number={index + 1} />
          ))}
        </ul>
      )}
      <div class="row is-tight">
        <button type="button" class="secondary is-wide" onClick={() => void addSelection(shell)}>
          <Icon name="plus" />
          Add selection as reference
        </button>
        <IconButton icon="upload" label="Choose image files" onClick={() => picker.current?.click()} />
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept="image/*"
          aria-label="Image files"
          onChange={choose}
        />
      </div>
    </section>
  )
}
