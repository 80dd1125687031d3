/** A card as the panel is told of it. */
import type { Card } from '../../contract/cards.ts'
import { readProvenance } from '../document/provenance.ts'
import type { Found } from '../slots/find-cards.ts'
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
  // The same box where nothing is cut off.
  const seen = !slot || slot.seen === filled.box ? null : slot.seen
  return {
    id: (card as NodeLayer).id,
    name: card.name,
    slot: {
      id,
      name: filled.name,
      type: filled.node.type,
      width,
      height,
      ...(seen ? { visibleWidth: seen.width, visibleHeight: seen.height } : {}),
    },
    lines: readLines(card as NodeLayer),
    fillObstacle: fillObstacleOf(filled),
    picture,
    pictureKey: own?.key ?? '',
    // A slot in a card has its place by design; a shape that is selected itself may lie over anything.
    area: slot ? undefined : areaOf(filled.node),
    warnings: warningsOf(seen ?? { width, height }, filled.sight),
    provenance: made,
  }
}
