import { useState } from 'preact/hooks'
import { insertWord } from '../prompt/insert-text.ts'
import { usePanel } from '../use-panel.ts'
import { TextButton } from './text-button.tsx'

type Colour = { name: string; hex: string }

/** Colours of the selected layers, to be put into the prompt as "name #RRGGBB". */
export function BrandColours() {
  const { shell, promptField } = usePanel()
  const [colours, setColours] = useState<Colour[] | null>(null)

  async function read() {
    const found = await shell.bridge.ask({ type: 'read-colours' })
    setColours(found.ok ? found.value.colours : [])
  }

  return (
    <div class="actions">
      <TextButton onClick={() => void read()}>Colours of the selection</TextButton>
      {colours?.length === 0 && <span class="muted">No colours in the selected layers.</span>}
      {colours?.map(({ name, hex }) => {
        const words = `${name} ${hex}`.trim()
        return (
          <button
            key={words}
            type="button"
            class="colour"
            aria-label={`Insert ${words}`}
            title={words}
            style={{ background: hex }}
            onClick={() => promptField.current && insertWord(promptField.current, words)}
          />
        )
      })}
    </div>
  )
}
