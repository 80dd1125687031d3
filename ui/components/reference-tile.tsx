import { moveReference, removeReference } from '../actions/arrange-references.ts'
import { useRef } from '../hooks.ts'
import { announce } from '../say.ts'
import type { Reference } from '../state/draft.ts'
import { usePanel } from '../use-panel.ts'
import { Icon } from './icons.tsx'

type Props = { reference: Reference; number: number; isOpen: boolean; onToggle: () => void }

/** What is dragged within the list, told from files and text. */
const DRAG_TYPE = 'application/x-framefill-reference'

const MARKS = { current: '', changed: ', changed since', gone: ', its frame is gone' } as const

/** A numbered picture: opens its details, moves by drag or Alt and arrow keys. */
export function ReferenceTile({ reference, number, isOpen, onToggle }: Props) {
  const { shell, state } = usePanel()
  const tile = useRef<HTMLLIElement>(null)
  const { id, name, previewUrl, freshness } = reference

  function remove() {
    const beside = tile.current?.nextElementSibling ?? tile.current?.previousElementSibling
    removeReference(shell, id)
    announce(state, `${name} removed.`)
    // The button that had the focus is gone; its neighbour is next.
    beside?.querySelector('button')?.focus()
  }

  function moveByKey(event: KeyboardEvent) {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (step === 0 || !event.altKey) return
    event.preventDefault()
    const { currentTarget } = event
    moveReference(shell, id, number - 1 + step)
    requestAnimationFrame(() => currentTarget instanceof HTMLElement && currentTarget.focus())
  }

  return (
    <li
      ref={tile}
      class={isOpen ? 'tile is-open' : 'tile'}
      draggable
      onDragStart={(event) => event.dataTransfer?.setData(DRAG_TYPE, id)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes(DRAG_TYPE)) event.preventDefault()
      }}
      onDrop={(event) => {
        const dragged = event.dataTransfer?.getData(DRAG_TYPE)
        if (dragged) moveReference(shell, dragged, number - 1)
      }}
    >
      <button
        type="button"
        class="tile-open"
        aria-expanded={isOpen}
        aria-label={`Image ${number}: ${name}${MARKS[freshness]}`}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        title={`${name}${MARKS[freshness]}. Drag, or Alt and arrow keys, to reorder.`}
        onClick={onToggle}
        onKeyDown={moveByKey}
      >
        {previewUrl === null ? (
          <span class="tile-blank" />
        ) : (
          <img src={previewUrl} alt="" draggable={false} />
        )}
        <span class="tile-number">{number}</span>
        {freshness !== 'current' && <span class="tile-mark">!</span>}
      </button>
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
