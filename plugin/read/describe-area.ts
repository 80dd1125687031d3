/** A shape that may be an area of what lies below it: what is around it, and what would keep its fill from matching that. */
import type { Card } from '../../contract/cards.ts'
import { opacityOf } from '../document/for-a-moment.ts'
import { ask, boxOf, layersFrom } from '../document/nodes.ts'

/** Undefined for what is no shape. */
export function areaOf(node: SceneNode): Card['area'] {
  if ('children' in node || 'characters' in node || !('absoluteTransform' in node)) return undefined
  const [[width, skewX], [skewY, height]] = node.absoluteTransform
  const isTurned = Math.abs(skewX) + Math.abs(skewY) > 1e-6 || width < 0 || height < 0
  const box = boxOf(node)
  let around: Rect | null = null
  let isBlended = ask(node, 'isMask') ?? false
  for (const layer of layersFrom(node)) {
    // A shadow around the layers outside keeps outside.
    isBlended ||= isMixed(layer) || hasEffect(layer, layer === node ? '' : 'LAYER_BLUR')
    if ('clipsContent' in layer) around = boxOf(layer)
  }
  return {
    around: around && { ...around, x: around.x - box.x, y: around.y - box.y },
    obstacle: isTurned ? 'turned' : isBlended ? 'blended' : null,
  }
}

/** What is below would show through it, or be mixed with it. */
function isMixed(layer: BaseNode): boolean {
  const mode = ask(layer, 'blendMode') ?? 'NORMAL'
  return opacityOf(layer) < 1 || (mode !== 'NORMAL' && mode !== 'PASS_THROUGH')
}

/** @param type "" for any */
function hasEffect(layer: BaseNode, type: string): boolean {
  return ask(layer, 'effects')?.some((effect) => effect.visible && effect.type.startsWith(type)) ?? false
}
