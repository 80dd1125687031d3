/** Tells the panel what is selected. */
import { MAX_CARDS } from '../../contract/cards.ts'
import type { SelectedNode, ToPanel } from '../../contract/messages.ts'
import { cutText } from '../../contract/short-text.ts'
import { boxOf } from '../document/nodes.ts'
import { readProvenance } from '../document/provenance.ts'
import { describeCard } from './describe-card.ts'
import { lookInside } from './look-inside.ts'
import { exportObstacleOf, fillObstacleOf } from './obstacles.ts'
import { inReadingOrder } from './reading-order.ts'

/** More would neither fit a press nor be described without a pause that one feels. */
const MAX_NODES = 100
/** Layers looked at inside the selected ones, evenly shared: a selection may hold a whole file. */
const MAX_LOOKS = 3000
const MAX_TEXT_LENGTH = 300

export function describeSelection(): ToPanel {
  const { selection, id: pageId } = figma.currentPage
  // The order of Figma's own list is unspecified, and nothing may depend on it: neither a number nor what is left out.
  const ordered = [...selection].sort((a, b) => (a.id < b.id ? -1 : 1))
  const chosen = inReadingOrder(ordered, boxOf).slice(0, MAX_CARDS)
  const looked = chosen.map((node) => ({ node, ...lookInside(node, MAX_LOOKS / chosen.length) }))
  const nodes = looked.slice(0, MAX_NODES).map(describe)
  const cards = looked.map(({ node, slot, lines }) =>
    describeCard({ node, slot: slot ?? node, visible: null, lines }),
  )
  return {
    type: 'selection-changed',
    nodes,
    pageId,
    ...(selection.length > nodes.length ? { total: selection.length } : {}),
    cards,
    ...(selection.length > cards.length ? { totalCards: selection.length } : {}),
  }
}

function describe({ node, lines, slot }: { node: SceneNode } & ReturnType<typeof lookInside>): SelectedNode {
  const { id, name, type, width, height } = node
  return {
    id,
    name,
    type,
    width,
    height,
    exportObstacle: exportObstacleOf(node),
    fillObstacle: fillObstacleOf(node),
    text: cutText(lines.map(({ words }) => words).join(', '), MAX_TEXT_LENGTH),
    slot: slot && { id: slot.id, name: slot.name, width: slot.width, height: slot.height },
    provenance: readProvenance(node),
  }
}
