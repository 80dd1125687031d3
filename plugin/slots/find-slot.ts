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
const ICON_SIDE = 48
const BACKGROUND_SHARE = 1 / 8
/** Below it, a name that Figma gave speaks for nothing. */
const GIVEN_SIDE = 64

const NOWHERE: Box = { x: 0, y: 0, width: -1, height: -1 }

/** Null where nothing speaks for any layer. Its path is empty where that is the card itself. */
export function findSlot(card: Layer): Slot | null {
  return bestOf(slotsIn(card))
}

export function bestOf(slots: readonly Slot[]): Slot | null {
  // Of equals the later one lies on top.
  return slots.reduce<Slot | null>((best, slot) => (slot.score >= (best?.score ?? 0) ? slot : best), null)
}

/** Every layer of a card that may be its slot, from the bottom up. */
export function slotsIn(card: Layer): Slot[] {
  const slots: Slot[] = card.fill === 'picture' ? [weigh(card, [], card.box, false, false)] : []
  gather(card, card.clips ? card.box : null, false, [], slots)
  return slots.filter((slot) => !slots.some((inner) => hides(inner, slot)))
}

/** Whether one in it is meant rather than the outer one, whose own fill would be hidden below it. */
function hides(inner: Slot, outer: Slot): boolean {
  if (
    inner.path.length <= outer.path.length ||
    outer.path.some((index, depth) => inner.path[depth] !== index)
  ) {
    return false
  }
  // A picture with words on it is a background, if there is another that can be seen for one.
  const least = !inner.isIcon && holdsText(outer.layer) ? BACKGROUND_SHARE : 1 / 2
  return areaOf(inner.seen) >= areaOf(outer.seen) * least
}

function gather(
  parent: Layer,
  clip: Box | null,
  isNamed: boolean,
  path: readonly number[],
  slots: Slot[],
): void {
  let cut = clip
  for (const [index, layer] of parent.children.entries()) {
    if (!layer.visible) continue
    if (layer.isMask) {
      // Up to the next mask. Where it lies outside the frame, so does what it masks.
      cut = intersect(layer.box, clip) ?? NOWHERE
      continue
    }
    const seen = layer.kind === 'text' ? null : intersect(layer.box, cut)
    const side = seen === null ? 0 : Math.max(seen.width, seen.height)
    if (seen === null || side < LEAST_SIDE) continue
    const said = readName(layer.name, side)
    if (said === 'sign') continue
    const saysPicture = said !== null && !holdsText(layer)
    const here = [...path, index]
    const isPicture = layer.fill === 'picture'
    if (layer.isFillable && (isPicture || saysPicture)) {
      slots.push(weigh(layer, here, seen, said === 'picture' || isNamed, said === 'given'))
    }
    if (layer.children.length === 0) continue
    const known = slots.length
    gather(layer, layer.clips ? seen : cut, isNamed || (saysPicture && said === 'picture'), here, slots)
    if (!saysPicture || isPicture || slots.length > known) continue
    const covering = coveringIn(layer, layer.clips ? seen : cut, here)
    // A group's name speaks for what is in it; a frame's own fill would be hidden below it.
    if (covering !== null && (!layer.isFillable || areaOf(covering.seen) * 2 >= areaOf(seen)))
      slots.push(covering)
  }
}

function weigh(layer: Layer, path: readonly number[], seen: Box, isNamed: boolean, isGiven: boolean): Slot {
  const longest = Math.max(seen.width, seen.height)
  const weight = isNamed || (isGiven && longest > GIVEN_SIDE) ? NAMED : 1
  return { layer, path, seen, score: areaOf(seen) * weight, isIcon: !isNamed && longest <= ICON_SIDE }
}

/** The largest layer in one that is called a picture, where none in it is known for one itself. */
function coveringIn(parent: Layer, clip: Box | null, path: readonly number[]): Slot | null {
  const found: Slot[] = []
  const visit = (layer: Layer, here: readonly number[]) => {
    const seen = layer.visible && !layer.isMask ? intersect(layer.box, clip) : null
    if (seen === null) return
    if (layer.isFillable && layer.fill === 'solid') found.push(weigh(layer, here, seen, true, false))
    for (const [index, child] of layer.children.entries()) visit(child, [...here, index])
  }
  for (const [index, child] of parent.children.entries()) visit(child, [...path, index])
  return bestOf(found)
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
    seen = child === undefined ? null : intersect(child.box, cut)
    if (child === undefined || seen === null) return null
    if (child.clips) cut = seen
    parent = child
  }
  return seen
}
