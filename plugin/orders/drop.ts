/** An image of the history, dragged from the panel and dropped on the canvas. */
import { DRAGGED_GENERATION } from '../../contract/canvas-orders.ts'
import { post } from '../tell/post.ts'

/** @returns false when the drop is the plugin's, so that Figma does nothing of its own with it */
export function takeDrop({ items, absoluteX, absoluteY }: DropEvent): boolean {
  const item = items.find(({ type }) => type === DRAGGED_GENERATION)
  if (!item) return true
  const pageId = figma.currentPage.id
  post({ type: 'image-dropped', generationId: item.data, pageId, x: absoluteX, y: absoluteY })
  return false
}
