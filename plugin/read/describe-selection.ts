/** Tells the panel what is selected and what it holds to be filled. */
import { type Card, MAX_CARDS } from '../../contract/cards.ts'
import type { SelectedNode, ToPanel } from '../../contract/messages.ts'
import { readProvenance } from '../document/provenance.ts'
import { inReadingOrder } from '../document/reading-order.ts'
import { readVersions, stepsOf } from '../document/versions.ts'
import { findCards } from '../slots/find-cards.ts'
import { chosenPlaces } from './choose-slot.ts'
import { describeCard, type Sights } from './describe-card.ts'
import { NodeLayer } from './node-layer.ts'
import { exportObstacleOf, fillObstacleOf } from './obstacles.ts'

export type Selected = Extract<ToPanel, { type: 'selection-changed' }>

/** More layers are not described one by one; the cards in them are. */
const MAX_NODES = 100

/** Yields often: a selection may hold a whole file, and nothing else of the plugin runs meanwhile. */
export function* describeSelection(): Generator<void, Selected> {
  const { selection, id: pageId } = figma.currentPage
  const roots = yield* readInOrder(selection)
  const found = yield* findCards(outermost(roots), chosenPlaces())
  const cards: Card[] = []
  const sights: Sights = new Map()
  for (const next of found.slice(0, MAX_CARDS)) {
    cards.push(describeCard(next, sights))
    yield
  }
  const nodes: SelectedNode[] = []
  for (const { node } of roots.slice(0, MAX_NODES)) {
    nodes.push(describe(node))
    yield
  }
  return {
    type: 'selection-changed',
    nodes,
    pageId,
    ...(roots.length > nodes.length ? { total: roots.length } : {}),
    cards,
    ...(found.length > cards.length ? { totalCards: found.length } : {}),
  }
}

/** The order of Figma's own list is unspecified, and nothing may depend on it: neither a number nor what is left out. */
function* readInOrder(selection: readonly SceneNode[]): Generator<void, NodeLayer[]> {
  const layers: NodeLayer[] = []
  for (const node of [...selection].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const layer = new NodeLayer(node)
    layers.push(layer)
    yield
  }
  return inReadingOrder(layers, ({ box }) => box)
}

/** Without the layers that lie in another selected one. */
function outermost(layers: readonly NodeLayer[]): NodeLayer[] {
  if (layers.length < 2) return [...layers]
  const ids = new Set(layers.map(({ node }) => node.id))
  return layers.filter(({ node }) => {
    let outer = node.parent
    while (outer !== null && outer.type !== 'PAGE' && !ids.has(outer.id)) outer = outer.parent
    return outer === null || outer.type === 'PAGE'
  })
}

function describe(node: SceneNode): SelectedNode {
  const { id, name, type, width, height } = node
  return {
    id,
    name,
    type,
    width,
    height,
    exportObstacle: exportObstacleOf(node),
    fillObstacle: fillObstacleOf(node),
    provenance: readProvenance(node),
    steps: stepsOf(readVersions(node)),
  }
}
