/**
 * The layer of a card that is meant to hold its picture: one that holds a picture now, or whose name says so. A plain
 * rectangle is none, however large: as often as not it is a background or a button.
 */
import { areaOf, type Box, holdsText, intersect, type Layer } from './layer.ts'
import { LARGEST_SIGN, readName, type Said } from './picture-names.ts'

export type Slot = {
  layer: Layer
  /** Indexes of children, from the card. */
  path: readonly number[]
  /** What mask and frame leave to be seen of it. */
  seen: Box
  score: number
  /** Called a sign; or small, and nothing but a picture's default name or none speaks for it. */
  isIcon: boolean
}

/** A name that says picture counts as much as this many times the area, and one that says sign: the picture of a logo. */
const NAMED = 4
const SIGN = 1 / 100
/** Nothing smaller is a picture. */
const LEAST_SIDE = 16
/** And a line is none. */
const LEAST_WIDTH = 4
/** A frame without a fill that is smaller holds the sign for a picture, as "image" of a collection of signs does. */
const LEAST_BARE_SIDE = 32
const ICON_SIDE = 48
/** What is larger or smaller by less is about as large. */
const ABOUT = 1 / 4
const BACKGROUND_SHARE = 1 / 8

/** Further down no mask is looked for that would cut a single layer off. */
const MOST_BELOW = 200
/** Read without a pause. */
const LAYERS_AT_ONCE = 8

const NOWHERE: Box = { x: 0, y: 0, width: -1, height: -1 }

/** Null where nothing speaks for any layer. Its path is empty where that is the card itself. */
export function bestOf(slots: readonly Slot[]): Slot | null {
  // Of equals the later one lies on top.
  return slots.reduce<Slot | null>((best, slot) => (slot.score >= (best?.score ?? 0) ? slot : best), null)
}

/** Every layer of a card that may be its slot, from the bottom up. Yields often: a card may hold a whole page. */
export function* slotsIn(card: Layer): Generator<null, Slot[]> {
  const slots: Slot[] = card.fill === 'picture' ? [weigh(card, [], card.box, null)] : []
  yield* gather(card, card.clips ? card.box : null, false, [], slots)
  yield null
  return slots.filter((slot, index) => !isHidden(slot, slots, index + 1))
}

/**
 * Whether those in it are meant rather than the outer one, whose own fill would be hidden below them.
 *
 * @param next of `all`, where those in it follow
 */
function isHidden({ layer, path, seen }: Slot, all: readonly Slot[], next: number): boolean {
  const area = areaOf(seen)
  let covered = 0
  for (let index = next; ; index += 1) {
    const inner = all[index]
    if (!inner || path.some((place, depth) => inner.path[depth] !== place)) return false
    const innerArea = areaOf(inner.seen)
    // A picture with words on it is a background, if there is another that can be seen for one.
    const least = !inner.isIcon && holdsText(layer) ? BACKGROUND_SHARE : 1 / 2
    if (inner.layer.fill === 'picture') covered += innerArea
    if (innerArea >= area * least || covered * 2 >= area) return true
  }
}

/** @param isPlain for the plain layers in one that is called a picture, where none in it is known for one itself */
function* gather(
  parent: Layer,
  clip: Box | null,
  isNamed: boolean,
  path: readonly number[],
  slots: Slot[],
  isPlain = false,
): Generator<null, void> {
  let cut = clip
  for (const [index, layer] of parent.children.entries()) {
    if (index % LAYERS_AT_ONCE === 0) yield null
    if (!layer.visible) continue
    if (layer.isMask) {
      // Up to the next mask. Where it lies outside the frame, so does what it masks.
      cut = intersect(layer.box, clip) ?? NOWHERE
      continue
    }
    const seen = layer.kind === 'text' ? null : intersect(layer.box, cut)
    const side = seen ? Math.max(seen.width, seen.height) : 0
    if (!seen || side < LEAST_SIDE || Math.min(seen.width, seen.height) < LEAST_WIDTH) continue
    const said = readName(layer.name, side)
    const isSign = said === 'sign'
    if (isSign && side <= LARGEST_SIGN) continue
    const isPicture = layer.fill === 'picture'
    if (isSign && !isPicture) continue
    const here = [...path, index]
    const isBare = side < LEAST_BARE_SIDE && layer.isFillable && layer.fill === null
    const times = timesOver(layer, here, seen, slots[slots.length - 1])
    // A shade or a frame over a picture is no place for another.
    const saysPicture =
      !isPlain && said !== null && !isBare && !holdsText(layer) && (isPicture || times === 0)
    // And of two pictures the one that is seen is meant.
    if (isPicture && side > LARGEST_SIGN && Math.abs(times - 1) < ABOUT && !layer.isTransparent) slots.pop()
    const isNamedHere = isNamed || (saysPicture && said === 'picture')
    const before = slots.length
    if (layer.isFillable && (isPlain ? layer.fill === 'solid' : isPicture || saysPicture)) {
      slots.push(weigh(layer, here, seen, said, isNamedHere || said === 'picture'))
    }
    const known = slots.length
    const inside = layer.clips ? seen : cut
    yield* gather(layer, inside, isNamedHere, here, slots, isPlain)
    if (saysPicture && !isPicture && slots.length === known) {
      const plain: Slot[] = []
      yield* gather(layer, inside, true, here, plain, true)
      const covering = bestOf(plain)
      // A group's name speaks for what is in it; a frame's own fill would be hidden below it.
      if (covering && (!layer.isFillable || areaOf(covering.seen) * 2 >= areaOf(seen))) slots.push(covering)
    }
    // Asked of few.
    if (slots.length > before && layer.isTransparent) slots.length = before
  }
}

/** How many times as large it is as a picture right below it that it hides half of, or tints; 0 where it does not. */
function timesOver({ fill }: Layer, here: readonly number[], seen: Box, below: Slot | undefined): number {
  // Not over one that it lies in.
  if (below?.layer.fill !== 'picture' || below.path.length < here.length) return 0
  const area = areaOf(below.seen)
  const shared = intersect(seen, below.seen)
  return shared && (fill === 'other' || areaOf(shared) * 2 >= area) ? areaOf(seen) / area : 0
}

function weigh(
  layer: Layer,
  path: readonly number[],
  seen: Box,
  said: Said,
  isNamed = said === 'picture',
): Slot {
  const isSign = said === 'sign'
  const longest = Math.max(seen.width, seen.height)
  // Of a small one, a name that Figma gave says nothing.
  const counts = isNamed || (said === 'given' && longest > LARGEST_SIGN)
  const score = areaOf(seen) * (isSign ? SIGN : counts ? NAMED : 1)
  return { layer, path, seen, score, isIcon: isSign || (!isNamed && longest <= ICON_SIDE) }
}

/** What masks and frames leave to be seen of a layer in a card; null when nothing. */
export function seenAt(card: Layer, path: readonly number[]): Box | null {
  let parent = card
  let seen: Box | null = card.box
  let cut = card.clips ? card.box : null
  for (const index of path) {
    const below = parent.children.slice(0, index).slice(-MOST_BELOW).reverse()
    const mask = below.find(({ isMask, visible }) => isMask && visible)
    if (mask) cut = intersect(mask.box, cut) ?? NOWHERE
    const child = parent.children[index]
    seen = child ? intersect(child.box, cut) : null
    if (!child || !seen) return null
    if (child.clips) cut = seen
    parent = child
  }
  return seen
}
