import type { PanelState } from './panel-state.ts'

/** @param pictures by generation; all in one change, since each draws the history anew */
export function setThumbnails({ thumbnails }: PanelState, pictures: ReadonlyMap<string, Blob>) {
  const urls = new Map(thumbnails.value)
  for (const [generationId, picture] of pictures) {
    const known = urls.get(generationId)
    if (known !== undefined) URL.revokeObjectURL(known)
    urls.set(generationId, URL.createObjectURL(picture))
  }
  thumbnails.value = urls
}

export function dropThumbnail({ thumbnails }: PanelState, generationId: string) {
  const known = thumbnails.value.get(generationId)
  if (known === undefined) return
  URL.revokeObjectURL(known)
  const others = new Map(thumbnails.value)
  others.delete(generationId)
  thumbnails.value = others
}
