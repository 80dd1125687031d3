/** What a selected layer holds: its words, and the layer in it that is meant to hold the image. */
import type { SelectedNode } from '../../contract/messages.ts'
import { boxOf } from '../document/nodes.ts'
import { readInOrder, type TextPiece } from './reading-order.ts'

const SLOT_TYPES = ['RECTANGLE', 'FRAME', 'ELLIPSE']

/** Hidden layers and what is in them don't count. Looks at `maxLooks` layers and gives what it has found by then. */
export function lookInside(node: SceneNode, maxLooks: number): Pick<SelectedNode, 'text' | 'slot'> {
  const pieces: TextPiece[] = []
  let slot: SceneNode | null = null
  const waiting: SceneNode[] = [node]
  for (let looks = 0; looks < maxLooks; looks += 1) {
    const next = waiting.pop()
    if (next === undefined) break
    if (!next.visible && next !== node) continue
    if (next.type === 'TEXT') pieces.push({ ...boxOf(next), characters: next.characters })
    else if (next !== node && slotRank(next) > slotRank(slot)) slot = next
    if ('children' in next) waiting.push(...next.children.slice(0, maxLooks))
  }
  return {
    text: readInOrder(pieces),
    slot: slot && { id: slot.id, name: slot.name, width: slot.width, height: slot.height },
  }
}

/** A name that says "image" outdoes any size; among equals the larger layer wins. 0: no slot. */
function slotRank(node: SceneNode | null): number {
  if (node === null || !SLOT_TYPES.includes(node.type) || !('fills' in node)) return 0
  const area = node.width * node.height
  if (/^image/i.test(node.name)) return area * 1e12
  const { fills } = node
  return Array.isArray(fills) && fills.some((paint: Paint) => paint.type === 'IMAGE') ? area : 0
}
