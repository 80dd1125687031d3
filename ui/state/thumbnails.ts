import type { PanelState } from './panel-state.ts'

export function setThumbnail({ thumbnails }: PanelState, generationId: string, url: string) {
  const known = thumbnails.value.get(generationId)
  if (known !== undefined) URL.revokeObjectURL(known)
  thumbnails.value = new Map(thumbnails.value).set(generationId, url)
}

export function dropThumbnail({ thumbnails }: PanelState, generationId: string) {
  const known = thumbnails.value.get(generationId)
  if (known === undefined) return
  URL.revokeObjectURL(known)
  const others = new Map(thumbnails.value)
  others.delete(generationId)
  thumbnails.value = others
}
