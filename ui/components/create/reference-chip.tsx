import { moveReference, removeReference } from '../../actions/arrange-references.ts'
import { shell, state } from '../../panel.ts'
import { lastPart } from '../../prompt/card-words.ts'
import { announce } from '../../say.ts'
import { firstNumber, type Reference } from '../../state/draft.ts'
import { Button } from '../controls/button.tsx'
import { IconButton } from '../controls/icon-button.tsx'
import { useDrop } from '../controls/use-drop.ts'
import { ReferencePicture } from './reference-picture.tsx'

type Props = { reference: Reference; number: number; isOpen: boolean; onToggle: () => void }

const DRAG_TYPE = 'application/x-framefill-reference'

const MARKS = { current: '', changed: ', changed since', gone: ', its frame is gone' } as const

/** Number, picture and name of a reference: opens its details, moves by drag or Alt and arrow keys. */
export function ReferenceChip({ reference, number, isOpen, onToggle }: Props) {
  const { id, name, source, freshness, pending } = reference
  const mark = pending ? ', its picture is on the way' : MARKS[freshness]
  const place = number - firstNumber(state.draft.value)
  const { isUnderDrag, target } = useDrop(DRAG_TYPE, (dragged) => moveReference(shell, dragged, place))

  function remove() {
    removeReference(shell, id)
    announce(state, `${name} removed.`)
  }

  function moveByKey(event: KeyboardEvent) {
    const step = STEPS[event.key]
    if (step === undefined || !event.altKey) return
    event.preventDefault()
    moveReference(shell, id, place + step)
  }

  return (
    <li
      class={isOpen || isUnderDrag ? 'chip is-marked' : 'chip'}
      draggable
      onDragStart={(event) => event.dataTransfer?.setData(DRAG_TYPE, id)}
      {...target}
    >
      <Button
        class="chip-open"
        aria-expanded={isOpen}
        aria-label={`Image ${number}: ${name}${mark}`}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        title={`${name}${mark}. Drag, or Alt and arrow keys, to reorder.`}
        onClick={onToggle}
        onKeyDown={moveByKey}
      >
        <ReferencePicture source={source} pending={pending} />
        {/* Drawn by the style: the name above says the same in words, and what can be read as text must be in it. */}
        <b data-drawn={number} />
        <span class="one-line">{lastPart(name)}</span>
        {freshness !== 'current' && <b class="chip-mark" data-drawn="!" />}
      </Button>
      <IconButton icon="close" label={`Remove image ${number}, ${name}`} onClick={remove} />
    </li>
  )
}

const STEPS: Partial<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }
