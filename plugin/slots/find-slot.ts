/**
 * The layer of a card that is meant to hold its picture: one that holds a picture now, or whose name says so. A plain
 * rectangle is none, however large: as often as not it is a background or a button.
 */
import { areaOf, type Box, holdsText, intersect, type Layer } from './layer.ts'
import { readName } from './picture-names.ts'

export type Slot = {
  layer: Layer
  /** Indexes of children, from the card. */
  path: readonly number[]
  /** What mask and frame leave to be seen of it. */
  seen: Box
  score: number
  /** Small, and nothing but a picture's default name or none speaks for it. */
  isIcon: boolean
}

/** A name that says picture counts as much as this many times the area. */
const NAMED = 4
/** Nothing smaller is a picture. */
const LEAST_SIDE = 16
/** And a line is none. */
const LEAST_WIDTH = 4
/** A frame without a fill that is smaller holds the sign for a picture, as "image" of a collection of signs does. */
const LEAST_BARE_SIDE = 32
const ICON_SIDE = 48
const BACKGROUND_SHARE = 1 / 8
/** Below it, a name that Figma gave speaks for nothing. */
const GIVEN_SIDE = 64

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
  const slots: Slot[] = card.fill === 'picture' ? [weigh(card, [], card.box, false, false)] : []
  yield* gather(card, card.clips ? card.box : null, false, [], slots)
  return slots.filter((slot, index) => !isHidden(slot, slots, index + 1))
}

/**
 * Whether one in it is meant rather than the outer one, whose own fill would be hidden below it.
 *
 * @param next of `all`, where those in it follow
 */
function isHidden({ layer, path, seen }: Slot, all: readonly Slot[], next: number): boolean {
  for (let index = next; ; index += 1) {
    const inner = all[index]
    if (!inner || path.some((place, depth) => inner.path[depth] !== place)) return false
    // A picture with words on it is a background, if there is another that can be seen for one.
    const least = !inner.isIcon && holdsText(layer) ? BACKGROUND_SHARE : 1 / 2
    if (areaOf(inner.seen) >= areaOf(seen) * least) return true
  }
}

function* gather(
  parent: Layer,
  clip: Box | null,
  isNamed: boolean,
  path: readonly number[],
  slots: Slot[],
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
    if (said === 'sign') continue
    const isBare = side < LEAST_BARE_SIDE && layer.isFillable && layer.fill === null
    const saysPicture = said !== null && !isBare && !holdsText(layer)
    const here = [...path, index]
    const isPicture = layer.fill === 'picture'
    if (layer.isFillable && (isPicture || saysPicture)) {
      slots.push(weigh(layer, here, seen, said === 'picture' || isNamed, said === 'given'))
    }
    const known = slots.length
    const inside = layer.clips ? seen : cut
    yield* gather(layer, inside, isNamed || (saysPicture && said === 'picture'), here, slots)
    if (!saysPicture || isPicture || slots.length > known) continue
    const plain: Slot[] = []
    yield* gatherPlain(layer, inside, here, plain)
    const covering = bestOf(plain)
    // A group's name speaks for what is in it; a frame's own fill would be hidden below it.
    if (covering && (!layer.isFillable || areaOf(covering.seen) * 2 >= areaOf(seen))) slots.push(covering)
  }
}

function weigh(layer: Layer, path: readonly number[], seen: Box, isNamed: boolean, isGiven: boolean): Slot {
  const longest = Math.max(seen.width, seen.height)
  const weight = isNamed || (isGiven && longest > GIVEN_SIDE) ? NAMED : 1
  return { layer, path, seen, score: areaOf(seen) * weight, isIcon: !isNamed && longest <= ICON_SIDE }
}

/** Plain layers in one that is called a picture, where none in it is known for one itself. */
function* gatherPlain(
  parent: Layer,
  clip: Box | null,
  path: readonly number[],
  slots: Slot[],
): Generator<null, void> {
  for (const [index, layer] of parent.children.entries()) {
    if (index % LAYERS_AT_ONCE === 0) yield null
    const seen = layer.visible && !layer.isMask ? intersect(layer.box, clip) : null
    if (!seen) continue
    const here = [...path, index]
    if (layer.isFillable && layer.fill === 'solid') slots.push(weigh(layer, here, seen, true, false))
    yield* gatherPlain(layer, clip, here, slots)
  }
}

/** What masks and frames leave to be seen of a layer in a card; null when nothing. */
export function seenAt(card: Layer, path: readonly number[]): Box | null {
  let parent = card
  let seen: Box | null = card.box
  let cut = card.clips ? card.box : null
  for (const index of path) {
    const below = parent.children.slice(0, index).reverse()
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
