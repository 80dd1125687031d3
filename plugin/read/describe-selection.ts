/** Tells the panel what is selected and what it holds to be filled. */
import { type Card, MAX_CARDS } from '../../contract/cards.ts'
import type { SelectedNode, ToPanel } from '../../contract/messages.ts'
import { readProvenance } from '../document/provenance.ts'
import { inReadingOrder } from '../document/reading-order.ts'
import { readVersions, stepsOf } from '../document/versions.ts'
import { type Found, findCards } from '../slots/find-cards.ts'
import { chosenPlaces } from './choose-slot.ts'
import { describeCard } from './describe-card.ts'
import { layerOf, type NodeLayer } from './node-layer.ts'
import { exportObstacleOf, fillObstacleOf } from './obstacles.ts'

export type Selected = Extract<ToPanel, { type: 'selection-changed' }>
/** A part of the description: what is said of the selection as a whole comes with each. */
export type Part = {
  head: Omit<Selected, 'cards' | 'isReading'>
  /** Of all cards. */
  count: number
  /** The place of the first of these in the list. */
  from: number
  cards: Card[]
  isLast: boolean
}

/** More layers are not described one by one; the cards in them are. */
const MAX_NODES = 100
/** As many cards are told at once: more than the panel shows without scrolling, and told in a part of a frame. */
const CARDS_AT_ONCE = 40

/** Yields often, null or a part: a selection may hold a whole file, and nothing else of the plugin runs meanwhile. */
export function* describeSelection(
  selection: readonly SceneNode[],
  pageId: string,
): Generator<Part | null, void> {
  const roots = yield* readInOrder(selection)
  const found = yield* findCards(outermost(roots), chosenPlaces())
  const nodes: SelectedNode[] = []
  for (const root of roots.slice(0, MAX_NODES)) {
    nodes.push(describe(root))
    yield null
  }
  const slot = nodes.some(isMade) ? null : slotOfOne(roots, found)
  const head = {
    type: 'selection-changed' as const,
    nodes,
    pageId,
    total: roots.length > nodes.length ? roots.length : undefined,
    slot: slot ?? undefined,
    totalCards: found.length > MAX_CARDS ? found.length : undefined,
  }
  const count = Math.min(found.length, MAX_CARDS)
  let from = 0
  do {
    const cards: Card[] = []
    for (const next of found.slice(from, Math.min(from + CARDS_AT_ONCE, count))) {
      cards.push(describeCard(next))
      yield null
    }
    const isLast = from + cards.length >= count
    yield { head, count, from, cards, isLast }
    from += CARDS_AT_ONCE
  } while (from < count)
}

/** What a person who selects a card sees in it. */
function slotOfOne(roots: readonly NodeLayer[], [first, second]: readonly Found[]): SelectedNode | null {
  const [root] = roots
  const layer = first?.slot?.layer as NodeLayer | undefined
  if (roots.length !== 1 || first?.card !== root || second || !layer || layer === root) return null
  const slot = describe(layer)
  return isMade(slot) ? slot : null
}

function isMade({ provenance, steps }: SelectedNode): boolean {
  return provenance !== null || steps.length > 0
}

/** The order of Figma's own list is unspecified, and nothing may depend on it: neither a number nor what is left out. */
function* readInOrder(selection: readonly SceneNode[]): Generator<null, NodeLayer[]> {
  const around = new Map<string, NodeLayer>()
  const layers: NodeLayer[] = []
  for (const node of selection) {
    const layer = layerOf(node, aroundOf(node, around))
    // Read in slices, too.
    if (layer.id && layer.box) yield null
    layers.push(layer)
  }
  layers.sort((a, b) => (a.id < b.id ? -1 : 1))
  yield null
  const sorted = inReadingOrder(layers, ({ box }) => box)
  yield null
  return sorted
}

/** What layers lie in is one for all of them. */
function aroundOf({ parent }: SceneNode, known: Map<string, NodeLayer>): NodeLayer | null {
  if (!parent || parent.type === 'PAGE') return null
  const { id } = parent
  const layer = known.get(id) ?? layerOf(parent as SceneNode, aroundOf(parent as SceneNode, known))
  known.set(id, layer)
  return layer
}

/** Without the layers that lie in another selected one. */
function outermost(layers: readonly NodeLayer[]): NodeLayer[] {
  const ids = new Set(layers.map(({ id }) => id))
  const isInside = ({ around }: NodeLayer): boolean =>
    around !== null && (ids.has(around.id) || isInside(around))
  return layers.filter((layer) => !isInside(layer))
}

function describe(layer: NodeLayer): SelectedNode {
  const { id, name, width, height, node } = layer
  return {
    id,
    name,
    type: node.type,
    width,
    height,
    exportObstacle: exportObstacleOf(layer),
    fillObstacle: fillObstacleOf(layer),
    provenance: readProvenance(node),
    steps: stepsOf(readVersions(node)),
  }
}
