/**
 * The cards in what is selected: each layer that stands for one product, with the slot in it. A card is the smallest layer
 * with words and a slot; it counts where it repeats, among siblings or cousins, built alike and not always the same.
 */
import { inReadingOrder } from '../document/reading-order.ts'
import { areAlike, type Build, buildOf, type Step, samePlace, shareBuild, stepsTo } from './alike.ts'
import { bestOf, type Slot, seenAt, slotsIn } from './find-slot.ts'
import { areaOf, type Box, holdsText, type Layer, layerAt, lieApart } from './layer.ts'

/** `slot` is null where the card itself is filled. */
export type Found = { card: Layer; slot: Slot | null }
/** "This one in each": the place of the slot in cards of this build. */
export type ChosenPlace = { build: Build; steps: readonly Step[] }

/** A card that may be one of many. `above` are the layers around it, the nearest first. */
type Unit = { card: Layer; slot: Slot; above: readonly Layer[] }
/** `known` and `roots` are cards that were found in the selection and selected layers that are one, by what they hold. */
type Search = {
  chosen: readonly ChosenPlace[]
  known: Map<string, Unit>
  roots: Map<string, Unit>
}

/** The pictures of repeated cards differ in size at most so many times. */
const MOST_TIMES_LARGER = 4
/** The pictures of a gallery: one of them is often as large as four others with what is between them. */
const MOST_TIMES_SMALLER = 5
/** Pictures that stand beside words without a card of their own around each. */
const LEAST_PEERS = 3
/** A card that holds more is looked through without comparing it first. */
const MOST_LAYERS = 80

/** Yields often, so that a large selection can be looked through in slices. Those of each root in reading order. */
export function* findCards(
  roots: readonly Layer[],
  chosen: readonly ChosenPlace[],
): Generator<null, Found[]> {
  const found: Found[] = []
  const search = { chosen, known: new Map(), roots: new Map() }
  for (const root of roots) {
    const cards = yield* cardsOf(root, search)
    yield null
    found.push(...inReadingOrder(cards, ({ card }) => card.box))
    yield null
  }
  // What has no picture yet has its slot where its neighbours have theirs.
  const models = found.filter(({ slot }) => slot !== null)
  const all = new Map<Layer, Found>()
  for (const { card, slot: own } of found) {
    yield null
    const slot = own ?? slotLike(card, models)
    const filled = slot?.layer ?? card
    if (!all.has(filled)) all.set(filled, { card, slot })
  }
  return [...all.values()]
}

function* cardsOf(root: Layer, search: Search): Generator<null, Found[]> {
  if (root.children.length === 0) return [{ card: root, slot: null }]
  const shape = shapeOf(root)
  const copied = copyOf(search.roots.get(shape), root, [])
  if (copied) return [copied]
  const units = yield* unitsIn(root, [], search)
  // Not in the head of the loop: Figma's engine, QuickJS, takes no `yield*` there.
  const clusters = yield* repeatsOf(units)
  const found: Found[] = []
  for (const cluster of clusters) {
    found.push(...(yield* withNeighbours(widen(cluster, units), units)))
  }
  if (found.length > 0) return found
  const chosen = chosenSlot(root, search)
  if (chosen) return [{ card: root, slot: chosen }]
  const slots = yield* slotsIn(root)
  yield null
  const best = bestOf(slots)
  const hasWords = holdsText(root)
  const peers = best ? yield* peersOf(best, slots, hasWords) : []
  if (peers.length >= (hasWords ? LEAST_PEERS : 2)) {
    return peers.map((slot) => ({ card: slot.layer, slot: { ...slot, path: [] } }))
  }
  if (shape && best) search.roots.set(shape, { card: root, slot: best, above: [] })
  return [{ card: root, slot: best }]
}

function* unitsIn(layer: Layer, above: readonly Layer[], search: Search): Generator<null, Unit[]> {
  yield null
  if (!layer.visible || layer.children.length === 0) return []
  const shape = shapeOf(layer)
  const copied = copyOf(search.known.get(shape), layer, above)
  if (copied) return [copied]
  const chosen = chosenSlot(layer, search)
  if (chosen) return [{ card: layer, slot: chosen, above }]
  const inner: Unit[] = []
  for (const child of layer.children) inner.push(...(yield* unitsIn(child, [layer, ...above], search)))
  if ((yield* repeatsOf(inner.filter(({ slot }) => !slot.isIcon))).length > 0) return inner
  const slot = holdsText(layer) ? bestOf(yield* slotsIn(layer)) : null
  const [only] = inner
  // What only stands around a card has nothing to say itself, nor a better picture beside it.
  const says = (child: Layer) => holdsText(child) && only?.card !== child && !only?.above.includes(child)
  const isAround = only && inner.length === 1 && !layer.children.some(says)
  if (isAround && !(slot && lieApart(slot.seen, only.card.box))) return inner
  // Four signs beside a photo are no four cards.
  if (!slot || (slot.isIcon && (yield* repeatsOf(inner)).length > 0)) return inner
  const unit = { card: layer, slot, above }
  if (shape) search.known.set(shape, unit)
  return [unit]
}

/** The kinds of all that is in it, as a text; empty where that is more than a card holds. */
function shapeOf(layer: Layer): string {
  let left = MOST_LAYERS
  const write = (inner: Layer): string => {
    if (left < 0) return ''
    left -= inner.children.length
    return left < 0 ? '' : `${inner.kind}(${inner.children.map(write).join()})`
  }
  const shape = write(layer)
  return left < 0 ? '' : shape
}

/** A layer with the very build of a card that is known already need not be looked through, if its slot is there. */
function copyOf(twin: Unit | undefined, layer: Layer, above: readonly Layer[]): Unit | null {
  if (!twin || !areNear(layer.box, twin.card.box, 0.25)) return null
  const { card, slot } = twin
  const place = layerAt(layer, slot.path)
  const seen = place && (slot.seen === slot.layer.box ? place.box : seenAt(layer, slot.path))
  if (!place?.visible || !seen) return null
  shareBuild(layer, card)
  // The name need not be asked for: it has a picture, or is as large as the one whose slot is known.
  if (place.fill !== 'picture' && !areNear(seen, slot.seen, 0.05)) return null
  return { card: layer, slot: { ...slot, layer: place, seen }, above }
}

function* repeatsOf(units: readonly Unit[]): Generator<null, Unit[][]> {
  const clusters: Unit[][] = []
  for (const unit of units) {
    yield null
    const cluster = clusters.find(([first]) => first && areRepeats(first, unit))
    if (cluster) cluster.push(unit)
    else clusters.push([unit])
  }
  const repeated = clusters.filter(({ length }) => length > 1)
  const pictures = repeated.filter(([first]) => first?.slot.isIcon === false)
  return pictures.length > 0 ? pictures : repeated
}

function areRepeats(a: Unit, b: Unit): boolean {
  if (a.slot.isIcon !== b.slot.isIcon) return false
  const times = areaOf(a.slot.seen) / areaOf(b.slot.seen)
  return Math.max(times, 1 / times) <= MOST_TIMES_LARGER && areAlike(buildOf(a.card), buildOf(b.card))
}

/** A picture with a badge on it is not yet the card: that reaches as far out as each has a layer to itself. */
function widen(cluster: readonly Unit[], all: readonly Unit[]): Unit[] {
  let cards = [...cluster]
  const held = new Map<Layer, number>()
  for (const layer of all.flatMap(({ above }) => above)) held.set(layer, (held.get(layer) ?? 0) + 1)
  for (;;) {
    // Never the selected layer itself.
    if (!cards.every(({ above: [around, outer] }) => around && outer && held.get(around) === 1)) return cards
    cards = cards.map(({ card, slot, above: [around, ...rest] }) => ({
      card: around ?? card,
      slot: { ...slot, path: [around?.children.indexOf(card) ?? 0, ...slot.path] },
      above: rest,
    }))
  }
}

/** And the siblings that are built alike and have no picture to be known by. */
function* withNeighbours(cards: readonly Unit[], all: readonly Unit[]): Generator<null, Found[]> {
  const found: Found[] = [...cards]
  const known = new Set([...all, ...cards].flatMap(({ card, above }) => [card, ...above]))
  for (const around of new Set(cards.map(({ above }) => above[0]))) {
    for (const sibling of around?.children ?? []) {
      if (known.has(sibling) || !sibling.visible) continue
      known.add(sibling)
      yield null
      const slot = holdsText(sibling) ? slotLike(sibling, cards) : null
      if (slot) found.push({ card: sibling, slot })
    }
  }
  return found
}

function slotLike(card: Layer, models: readonly Found[]): Slot | null {
  if (card.children.length === 0) return null
  const model = models.find((other) => other.card !== card && areAlike(buildOf(other.card), buildOf(card)))
  if (!model?.slot || model.slot.path.length === 0) return null
  const slot = slotAt(card, stepsTo(model.card, model.slot.path))
  // A button may be built like a card, but not as large.
  return slot && areNear(slot.seen, model.slot.seen, 0.25) ? slot : null
}

/** Where the person has said that the picture goes, in a card of that build; null where there is no such place. */
export function chosenSlot(layer: Layer, { chosen }: Pick<Search, 'chosen'>): Slot | null {
  for (const { build, steps } of chosen) {
    const slot = areAlike(build, buildOf(layer)) && slotAt(layer, steps)
    if (slot) return slot
  }
  return null
}

function slotAt(card: Layer, steps: readonly Step[]): Slot | null {
  const path = samePlace(card, steps)
  const layer = path && layerAt(card, path)
  const seen = path && seenAt(card, path)
  return layer?.isFillable && seen ? { layer, path, seen, score: 0, isIcon: false } : null
}

/**
 * Those of the size of the best, also where the frame cuts one off, and without words any that are not much smaller; none
 * that hides half of another, or that is hidden so.
 */
function* peersOf(best: Slot, slots: readonly Slot[], hasWords: boolean): Generator<null, Slot[]> {
  const near = slots
    .filter(({ layer, seen }) =>
      hasWords
        ? areNear(seen, best.seen, 0.1) || areNear(layer.box, best.layer.box, 0.1)
        : areaOf(layer.box) * MOST_TIMES_SMALLER >= areaOf(best.layer.box),
    )
    .sort((a, b) => a.seen.x - b.seen.x)
  yield null
  const free = new Set(near)
  for (const [index, slot] of near.entries()) {
    yield null
    const { seen } = slot
    for (let next = index + 1; ; next += 1) {
      const other = near[next]
      if (!other || other.seen.x >= seen.x + seen.width) break
      if (lieApart(other.seen, seen)) continue
      free.delete(slot)
      free.delete(other)
    }
  }
  return [...free]
}

/** Whether the sides differ by no more than a share. */
function areNear(a: Box, b: Box, share: number): boolean {
  return Math.abs(a.width - b.width) <= b.width * share && Math.abs(a.height - b.height) <= b.height * share
}
