/** The rectangle that stands on the canvas from the press until its image is there. */
import type { JournalEntry } from '../../contract/journal.ts'
import { asOneStep } from '../document/in-turn.ts'
import { findNode } from '../document/nodes.ts'
import { isReadOnly } from '../document/read-only.ts'

/** Marks a rectangle of ours that has no image yet, so that nothing else is ever removed. */
const KEY = 'placeholder'
const NEUTRAL: SolidPaint = { type: 'SOLID', color: { r: 0.85, g: 0.85, b: 0.85 } }

/** At the top of a loaded page; never inside a frame, since an instance would refuse it. */
export function createPlaceholder(page: PageNode, box: Rect, name: string): RectangleNode {
  const rectangle = figma.createRectangle()
  page.appendChild(rectangle)
  rectangle.x = box.x
  rectangle.y = box.y
  rectangle.resize(box.width, box.height)
  rectangle.name = name
  rectangle.fills = [NEUTRAL]
  rectangle.setPluginData(KEY, 'waiting')
  return rectangle
}

export function isPlaceholder(node: SceneNode): node is RectangleNode {
  return node.getPluginData(KEY) !== ''
}

/** From now on it is a layer of the person's. */
export function keepPlaceholder(node: SceneNode): void {
  node.setPluginData(KEY, '')
}

/** Removes the placeholder of an entry, in one undo step, unless one of `others` still waits for it. */
export async function removePlaceholder(entry: JournalEntry, others: readonly JournalEntry[]): Promise<void> {
  const isShared = others.some(
    ({ key, target, isAwaited }) => key !== entry.key && isAwaited && target.nodeId === entry.target.nodeId,
  )
  if (isShared || isReadOnly()) return
  const node = await findNode(entry.target.nodeId)
  if (!node || !isPlaceholder(node)) return
  await asOneStep(async () => node.remove())
}
