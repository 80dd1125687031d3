/**
 * Layers that are hidden for a moment, so that what lies below them can be drawn: by their opacity, since an auto layout
 * closes up around one that is not visible. Nothing is committed, and nobody need know of it.
 */
import { attempt } from './attempt.ts'

/** With their opacity; null for those that have none and are made invisible. */
const hidden = new Map<BaseNode, number | null>()

export function hideLayer(node: SceneNode): void {
  if ('opacity' in node) {
    hidden.set(node, node.opacity)
    node.opacity = 0
  } else {
    hidden.set(node, null)
    node.visible = false
  }
}

/** At once. What the person has set meanwhile stays. */
export function showHidden(): void {
  for (const [node, opacity] of hidden as Map<RectangleNode, number | null>) {
    attempt(() => {
      if (opacity === null) node.visible = true
      else if (node.opacity === 0) node.opacity = opacity
    })
  }
  hidden.clear()
}

/** As the person has set it. */
export function opacityOf(node: BaseNode & MinimalBlendMixin): number {
  return hidden.get(node) ?? node.opacity
}
