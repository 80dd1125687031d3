/** A card as the panel is told of it. */
import type { Card } from '../../contract/cards.ts'
import type { Size } from '../../contract/model.ts'
import { readProvenance } from '../document/provenance.ts'
import { ownPictureOf } from '../pictures/own-picture.ts'
import { fillObstacleOf } from './obstacles.ts'
import { warningsOf } from './warnings.ts'

export type FoundCard = {
  node: SceneNode
  /** What is filled; the layer itself where it holds no slot. */
  slot: SceneNode
  /** The part of the slot that mask and frame leave to be seen, where that is not all of it. */
  visible: Size | null
  lines: Card['lines']
}

export function describeCard({ node, slot, visible, lines }: FoundCard): Card {
  const made = readProvenance(slot)
  const { picture, own } = ownPictureOf(slot, made)
  const { width, height } = slot
  const { isHidden, isTransparent } = sightOf(slot)
  const cut = visible === null ? {} : { visibleWidth: visible.width, visibleHeight: visible.height }
  return {
    id: node.id,
    name: node.name,
    slot: { id: slot.id, name: slot.name, type: slot.type, width, height, ...cut },
    lines,
    fillObstacle: fillObstacleOf(slot),
    picture,
    pictureKey: own?.key ?? '',
    warnings: warningsOf(visible ?? slot, isHidden, isTransparent),
    provenance: made,
  }
}

/** Whether something around the layer, or the layer itself, keeps its picture from being seen. */
function sightOf(node: SceneNode): { isHidden: boolean; isTransparent: boolean } {
  let outer: BaseNode | null = node
  let isTransparent = false
  while (outer !== null && outer.type !== 'PAGE') {
    if ('visible' in outer && !outer.visible) return { isHidden: true, isTransparent }
    if ('opacity' in outer && outer.opacity === 0) isTransparent = true
    outer = outer.parent
  }
  return { isHidden: false, isTransparent }
}
