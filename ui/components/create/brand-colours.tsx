import type { RefObject } from 'preact'
import { useState } from 'preact/hooks'
import { shell } from '../../panel.ts'
import { insertWord } from '../../prompt/insert-text.ts'
import { Button, TextButton } from '../controls/button.tsx'

type Colour = { name: string; hex: string }

/** Colours of the selected layers, to be put into a field as "name #RRGGBB". */
export function BrandColours({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const [colours, setColours] = useState<Colour[] | null>(null)

  async function read() {
    const found = await shell.bridge.ask({ type: 'read-colours' })
    setColours(found.ok ? found.value.colours : [])
  }

  return (
    <div class="actions">
      <TextButton onClick={() => void read()}>Colours of the selection</TextButton>
      {colours?.length === 0 && <span class="muted">No colours in the selected layers.</span>}
      <Colours colours={colours} onPick={(words) => insertWord(field, words)} />
    </div>
  )
}

/** A swatch for each; a click gives "name #rrggbb". */
export function Colours({
  colours,
  onPick,
}: {
  colours: readonly Colour[] | null | undefined
  onPick: (words: string) => void
}) {
  return colours?.map(({ name, hex }) => {
    const words = `${name} ${hex}`.trim()
    return (
      <Button
        key={words}
        class="colour"
        aria-label={`Insert ${words}`}
        title={words}
        style={{ background: hex }}
        onClick={() => onPick(words)}
      />
    )
  })
}
