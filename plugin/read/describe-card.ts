/** A card as the panel is told of it. */
import type { Card } from '../../contract/cards.ts'
import type { Size } from '../../contract/model.ts'
import { readProvenance } from '../document/provenance.ts'
import type { Found } from '../slots/find-cards.ts'
import { seenAt } from '../slots/find-slot.ts'
import { areaOf as areaOfBox, type Box } from '../slots/layer.ts'
import { areaOf } from './describe-area.ts'
import type { NodeLayer } from './node-layer.ts'
import { fillObstacleOf } from './obstacles.ts'
import { ownPictureOf } from './own-picture.ts'
import { readLines } from './read-lines.ts'
import { warningsOf } from './warnings.ts'

export function describeCard({ card, slot }: Found): Card {
  const filled = (slot?.layer ?? card) as NodeLayer
  const made = readProvenance(filled.node)
  const { picture, own } = ownPictureOf(filled, made)
  const { id, width, height } = filled
  const seen = slot ? slot.seen : seenOf(filled)
  const cut = seen && areaOfBox(seen) < areaOfBox(filled.box) ? inOwnAxes(filled.node, seen) : null
  return {
    id: (card as NodeLayer).id,
    name: card.name,
    slot: {
      id,
      name: filled.name,
      type: filled.node.type,
      width,
      height,
      visibleWidth: cut?.width,
      visibleHeight: cut?.height,
    },
    lines: readLines(card as NodeLayer),
    fillObstacle: fillObstacleOf(filled),
    picture,
    pictureKey: own?.key ?? '',
    // A slot in a card has its place by design; a shape that is selected itself may lie over anything.
    area: slot ? undefined : areaOf(filled.node),
    warnings: warningsOf(cut ?? filled, filled.sight),
    provenance: made,
  }
}

/** What masks and frames leave of a layer that is selected itself. */
function seenOf(layer: NodeLayer): Box | null {
  const path: number[] = []
  let outer = layer
  for (; outer.around; outer = outer.around) {
    const { id } = outer
    path.unshift(outer.around.children.findIndex((child) => child.id === id))
  }
  return seenAt(outer, path)
}

/** The upright sides of what is seen, as those of the layer: of one that lies on its side they are the other way round. */
function inOwnAxes(node: SceneNode, { width, height }: Size): Size {
  const [[across], [down]] = node.absoluteTransform
  return Math.abs(across) < Math.abs(down) ? { width: height, height: width } : { width, height }
}
