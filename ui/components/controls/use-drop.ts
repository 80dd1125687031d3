import { useState } from 'preact/hooks'

/** Takes what is dragged within the panel, told from files and text by its type. */
export function useDrop(type: string, take: (dragged: string) => void) {
  const [isUnderDrag, setIsUnderDrag] = useState(false)
  const target = {
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer?.types.includes(type)) return
      event.preventDefault()
      setIsUnderDrag(true)
    },
    onDragLeave: () => setIsUnderDrag(false),
    onDrop(event: DragEvent) {
      setIsUnderDrag(false)
      const dragged = event.dataTransfer?.getData(type)
      if (dragged) take(dragged)
    },
  }
  return { isUnderDrag, target }
}
