import { useEffect } from 'preact/hooks'
import { DRAGGED_GENERATION } from '../../../contract/canvas-orders.ts'
import type { Generation } from '../../../contract/relay-api.ts'
import { chooseFromHistory } from '../../actions/history.ts'
import { showResult } from '../../drive/show-result.ts'
import { shell, state } from '../../panel.ts'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icons.tsx'
import { Picture } from '../controls/picture.tsx'

/** `isStop`: whether Tab comes to it. */
type Props = { generation: Generation; index: number; count: number; isStop: boolean; isChosen: boolean }

/** One picture: opens its details, or is dragged onto the canvas. */
export function HistoryTile({ generation, index, count, isStop, isChosen }: Props) {
  const url = state.thumbnails.value.get(generation.id)
  const { id, prompt, status, starred } = generation
  const word = WORDS[status] ?? 'Running'
  const hasImage = status === 'succeeded' && generation.images.length > 0

  useEffect(() => {
    if (hasImage) return showResult(shell, generation)
  }, [generation, hasImage])

  /** Figma takes what is dropped outside of the panel when it is told where that was. */
  function endDrag({ clientX, clientY }: DragEvent) {
    const isInside = clientX >= 0 && clientY >= 0 && clientX < innerWidth && clientY < innerHeight
    if (isInside) return
    const items = [{ type: DRAGGED_GENERATION, data: id }]
    parent.postMessage({ pluginDrop: { clientX, clientY, items } }, '*')
  }

  return (
    <li aria-setsize={count} aria-posinset={index + 1}>
      <Button
        class="picture"
        data-index={index}
        tabIndex={isStop ? 0 : -1}
        aria-pressed={isChosen}
        aria-label={[...(hasImage ? [] : [word]), ...(starred ? ['Starred'] : []), prompt].join(': ')}
        title={prompt}
        draggable={hasImage}
        onDragStart={(event) => event.dataTransfer?.setData(DRAGGED_GENERATION, id)}
        onDragEnd={endDrag}
        onClick={() => chooseFromHistory(state, isChosen ? null : id)}
      >
        <Picture url={url}>{hasImage ? null : word}</Picture>
        {starred && <Icon name="star" />}
      </Button>
    </li>
  )
}

const WORDS: Partial<Record<Generation['status'], string>> = {
  succeeded: 'No image',
  failed: 'Failed',
  unknown: 'Unknown',
}
