/** What a selected layer holds: its words, and the layer in it that is meant to hold the image. */

import type { Card } from '../../contract/cards.ts'
import { boxOf } from '../document/nodes.ts'
import { inReadingOrder } from './reading-order.ts'

/** As layers are called that are buttons. */
const BUTTON_NAME = /button|btn|\bcta\b|knopf|bouton|bot[aãó]o?n?\b|кнопка|ボタン|按钮/i

const SLOT_TYPES = ['RECTANGLE', 'FRAME', 'ELLIPSE']

/** Hidden layers and what is in them don't count. Looks at `maxLooks` layers and gives what it has found by then. */
export function lookInside(
  node: SceneNode,
  maxLooks: number,
): { lines: Card['lines']; slot: SceneNode | null } {
  const texts: { node: TextNode; isOnButton: boolean }[] = []
  let slot: SceneNode | null = null
  const waiting: { node: SceneNode; isOnButton: boolean }[] = [{ node, isOnButton: false }]
  for (let looks = 0; looks < maxLooks; looks += 1) {
    const next = waiting.pop()
    if (next === undefined) break
    const { node: layer } = next
    if (!layer.visible && layer !== node) continue
    if (layer.type === 'TEXT') texts.push({ node: layer, isOnButton: next.isOnButton })
    else if (layer !== node && slotRank(layer) > slotRank(slot)) slot = layer
    if (!('children' in layer)) continue
    const isOnButton = next.isOnButton || BUTTON_NAME.test(layer.name)
    waiting.push(...layer.children.slice(0, maxLooks).map((child) => ({ node: child, isOnButton })))
  }
  const lines = inReadingOrder(texts, (text) => boxOf(text.node)).flatMap(({ node: text, isOnButton }) => {
    const words = text.characters.replace(/\s+/g, ' ').trim()
    return words === '' ? [] : [{ words, isOnButton }]
  })
  return { lines, slot }
}

/** A name that says "image" outdoes any size; among equals the larger layer wins. 0: no slot. */
function slotRank(node: SceneNode | null): number {
  if (node === null || !SLOT_TYPES.includes(node.type) || !('fills' in node)) return 0
  const area = node.width * node.height
  if (/^image/i.test(node.name)) return area * 1e12
  const { fills } = node
  return Array.isArray(fills) && fills.some((paint: Paint) => paint.type === 'IMAGE') ? area : 0
}
