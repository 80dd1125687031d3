/** A shape that may be an area of what lies below it: what is around it, and what would keep its fill from matching that. */
import type { Card } from '../../contract/cards.ts'
import { boxOf } from '../document/nodes.ts'

/** Undefined for what is no shape. */
export function areaOf(node: SceneNode): Card['area'] {
  if ('children' in node || 'characters' in node || !('absoluteTransform' in node)) return undefined
  const [[width, skewX], [skewY, height]] = node.absoluteTransform
  const isTurned = Math.abs(skewX) + Math.abs(skewY) > 1e-6 || width < 0 || height < 0
  const isBlended = ('isMask' in node && node.isMask) || hasEffect(node, '')
  const box = boxOf(node)
  let around: Rect | null = null
  let blends = isBlended || isMixed(node)
  for (let layer = node.parent; layer !== null && layer.type !== 'PAGE'; layer = layer.parent) {
    blends ||= isMixed(layer) || hasEffect(layer, 'LAYER_BLUR')
    if ('clipsContent' in layer) around = boxOf(layer)
  }
  return {
    around: around && {
      x: around.x - box.x,
      y: around.y - box.y,
      width: around.width,
      height: around.height,
    },
    obstacle: isTurned ? 'turned' : blends ? 'blended' : null,
  }
}

/** What is below would show through it, or be mixed with it. */
function isMixed(layer: BaseNode): boolean {
  return (
    'opacity' in layer &&
    (layer.opacity < 1 || (layer.blendMode !== 'NORMAL' && layer.blendMode !== 'PASS_THROUGH'))
  )
}

/** @param type "" for any */
function hasEffect(layer: BaseNode, type: string): boolean {
  return 'effects' in layer && layer.effects.some((effect) => effect.visible && effect.type.startsWith(type))
}
