import { removeReference } from '../actions/references.ts'
import { usePanel } from '../panel-context.ts'
import type { Reference } from '../state/draft.ts'
import { Icon } from './icons.tsx'

export function ReferenceTile({ reference, number }: { reference: Reference; number: number }) {
  const { shell, state } = usePanel()
  const { id, name, previewUrl, width, height } = reference

  function remove() {
    removeReference(shell, id)
    state.announcement.value = { text: `${name} removed.` }
  }

  return (
    <li class="tile" title={`Image ${number}: ${name}, ${width} × ${height}`}>
      {previewUrl === null ? <span class="tile-blank" /> : <img src={previewUrl} alt="" />}
      <span class="visually-hidden">
        Image {number}: {name}
      </span>
      <span class="tile-number" aria-hidden="true">
        {number}
      </span>
      <button
        type="button"
        class="tile-remove"
        aria-label={`Remove image ${number}, ${name}`}
        onClick={remove}
      >
        <Icon name="close" />
      </button>
    </li>
  )
}
