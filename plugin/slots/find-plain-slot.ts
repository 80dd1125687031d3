/**
 * The slot of a card in which neither a picture nor a name speaks for any layer: its one plain shape of some size that has no
 * words on it. A background and a button have words on them, and of two shapes neither is known to be meant.
 */
import { type Slot, seenAt } from './find-slot.ts'
import { areaOf, type Box, intersect, type Layer } from './layer.ts'
import { readName } from './picture-names.ts'

/** Nothing smaller than a sign is meant. */
const LEAST_SIDE = 48
/** Of the card: less is a switch. */
const LEAST_SHARE = 1 / 10
/** Longer for its width is a line, a field or a bar. */
const MOST_OBLONG = 4
/** Of a text: words that hardly touch a shape stand beside it. */
const LEAST_OVERLAP = 1 / 10

/** Null where there is no such shape, or more than one, or no words. */
export function findPlainSlot(card: Layer): Slot | null {
  const words: Box[] = []
  const shapes: Slot[] = []
  const visit = (parent: Layer, above: readonly number[]) => {
    for (const [index, layer] of parent.children.entries()) {
      const path = [...above, index]
      const seen = layer.visible && !layer.isMask && seenAt(card, path)
      if (!seen) continue
      if (layer.kind === 'text') words.push(seen)
      else if (layer.children.length > 0) visit(layer, path)
      else if (isCandidate(layer, seen, card)) shapes.push({ layer, path, seen, score: 0, isIcon: false })
    }
  }
  visit(card, [])
  const [first, second] = shapes.filter(({ seen }) => !words.some((text) => liesOn(text, seen)))
  return first && !second && words[0] ? first : null
}

function isCandidate(layer: Layer, seen: Box, card: Layer): boolean {
  const longest = Math.max(seen.width, seen.height)
  const area = areaOf(seen)
  return (
    longest > LEAST_SIDE &&
    area >= areaOf(card.box) * LEAST_SHARE &&
    longest ** 2 <= area * MOST_OBLONG &&
    layer.isPlain &&
    layer.fill === 'solid' &&
    readName(layer.name, longest) !== 'sign'
  )
}

function liesOn(text: Box, shape: Box): boolean {
  const shared = intersect(text, shape)
  return shared !== null && areaOf(shared) > areaOf(text) * LEAST_OVERLAP
}
