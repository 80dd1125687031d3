/**
 * What is in the file for a moment only, so that what lies below a layer can be drawn: a slice, and layers that are hidden by
 * their opacity, since an auto layout closes up around one that is not visible. Nothing is committed, and nobody need know of it.
 */
import { attempt } from './attempt.ts'
import { ask } from './nodes.ts'

/**
 * With their opacity; null for those that are made invisible: they have none, or it is bound to a variable, which it would
 * not be any more.
 */
const hidden = new Map<BaseNode, number | null>()
let isNow = false
// Known until the next one: an undo meanwhile takes it out of the file, and a redo brings it back, with all that was hidden.
let slice: SliceNode | null = null

/** Figma's way to draw a piece of a page, with nothing of `layers` in it, until `endMoment`. */
export function sliceWithout(layers: readonly SceneNode[], page: PageNode, box: Rect): SliceNode {
  hidden.clear()
  isNow = true
  for (const node of layers) {
    if ('opacity' in node && !ask(node, 'boundVariables')?.opacity) {
      hidden.set(node, node.opacity)
      node.opacity = 0
    } else {
      hidden.set(node, null)
      node.visible = false
    }
  }
  slice = figma.createSlice()
  page.appendChild(slice)
  slice.x = box.x
  slice.y = box.y
  slice.resize(box.width, box.height)
  return slice
}

/** Everything is shown again, at once. What the person has set meanwhile stays. */
export function endMoment(): void {
  const isBack = slice && !slice.removed
  if (isBack || isNow) {
    for (const [node, opacity] of hidden as Map<RectangleNode, number | null>) {
      attempt(() => {
        if (opacity === null) node.visible = true
        else if (node.opacity === 0) node.opacity = opacity
      })
    }
  }
  if (isBack) attempt(() => slice?.remove())
  isNow = false
}

/** As the person has set it. */
export function opacityOf(node: BaseNode): number {
  return (isNow ? hidden.get(node) : null) ?? ask(node, 'opacity') ?? 1
}
