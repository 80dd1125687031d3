import type { Reference } from '../../state/draft.ts'
import { ReferencePicture } from './reference-picture.tsx'

type Props = {
  options: { reference: Reference; number: number }[]
  chosen: number
  onChoose: (index: number) => void
}

export function mentionOptionId(index: number): string {
  return `mention-${index}`
}

/** The references offered after "@". The prompt keeps the focus; its keys move the choice. */
export function MentionMenu({ options, chosen, onChoose }: Props) {
  return (
    <div id="mention-menu" class="menu" role="listbox" aria-label="References to name">
      {options.map(({ reference, number }, index) => (
        <div
          key={reference.id}
          id={mentionOptionId(index)}
          role="option"
          tabIndex={-1}
          class="menu-item"
          aria-selected={index === chosen}
          // Before the click, the field would lose the focus and close the menu.
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(index)
          }}
        >
          <ReferencePicture source={reference.source} pending={reference.pending} />
          <span>image {number}</span>
          <span class="muted one-line">{reference.name}</span>
        </div>
      ))}
    </div>
  )
}
