/** A card as the panel is told of it. */
import type { Card } from '../../contract/cards.ts'
import { opacityOf } from '../document/hidden-layers.ts'
import { readProvenance } from '../document/provenance.ts'
import type { Found } from '../slots/find-cards.ts'
import { areaOf } from './describe-area.ts'
import type { NodeLayer } from './node-layer.ts'
import { fillObstacleOf } from './obstacles.ts'
import { ownPictureOf } from './own-picture.ts'
import { readLines } from './read-lines.ts'
import { warningsOf } from './warnings.ts'

/** What keeps a layer from being seen. */
type Sight = 'hidden' | 'transparent' | null
/** By id of a layer around the cards that are described together. */
export type Sights = Map<string, Sight>

export function describeCard({ card, slot }: Found, sights: Sights): Card {
  const { node, name } = card as NodeLayer
  const filled = (slot?.layer ?? card) as NodeLayer
  const made = readProvenance(filled.node)
  const { picture, own } = ownPictureOf(filled.node, filled.fills, made)
  const { id, type, width, height } = filled.node
  // The same box where nothing is cut off.
  const seen = slot === null || slot.seen === filled.box ? null : slot.seen
  return {
    id: node.id,
    name,
    slot: {
      id,
      name: filled.name,
      type,
      width,
      height,
      ...(seen === null ? {} : { visibleWidth: seen.width, visibleHeight: seen.height }),
    },
    lines: readLines(card as NodeLayer),
    fillObstacle: fillObstacleOf(filled.node),
    picture,
    pictureKey: own?.key ?? '',
    // A slot in a card has its place by design; a shape that is selected itself may lie over anything.
    area: slot === null ? areaOf(filled.node) : undefined,
    warnings: warningsOf(seen ?? { width, height }, sightOf(filled.node, sights)),
    provenance: made,
  }
}

function sightOf(node: BaseNode, sights: Sights): Sight {
  if (!('visible' in node)) return null
  if (!node.visible) return 'hidden'
  const { parent } = node
  const around = parent === null ? null : (sights.get(parent.id) ?? sightOf(parent, sights))
  if (parent !== null) sights.set(parent.id, around)
  return around ?? ('opacity' in node && opacityOf(node) === 0 ? 'transparent' : null)
}
