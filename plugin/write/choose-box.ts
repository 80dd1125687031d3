/** Picks the place of a new image: in sight or beside a layer, and never on top of what must stay visible. */

import { boxOf, layersFrom } from '../document/nodes.ts'
import { readProvenance } from '../document/provenance.ts'
import { isMark } from '../marks/waiting-mark.ts'
import { centreIn, GAP, moveRightUntilFree, sizeOfRatio } from './layout.ts'
import { isPlaceholder } from './placeholder.ts'

/** Of a new image, in square canvas units: sharp on a screen of double density at the smaller resolution. */
const NEW_IMAGE_AREA = 512 * 512

/** Around a point of the current page that the person has chosen. */
export function chooseBoxAround({ x, y }: Vector, ratio: number): Rect {
  return centreIn({ x, y, width: 0, height: 0 }, sizeOfRatio(ratio, NEW_IMAGE_AREA))
}

/** In the middle of what the person sees, covering none of this plugin's images; the person's own layers may be below. */
export function chooseBoxInView(ratio: number): Rect {
  return avoidOwn(centreIn(figma.viewport.bounds, sizeOfRatio(ratio, NEW_IMAGE_AREA)), figma.currentPage)
}

/** `wanted`, moved aside where an image of this plugin lies on the page already. */
export function avoidOwn(wanted: Rect, page: PageNode): Rect {
  const own = page.children.filter((node) => isPlaceholder(node) || readProvenance(node) !== null)
  return moveRightUntilFree(wanted, own.map(boxOf))
}

/** As large as the layer and at its height, to the right of the outermost frame around it, covering nothing. */
export function chooseBoxBeside(node: SceneNode, page: PageNode, ratio: number): Rect {
  const box = boxOf(node)
  const outer = boxOf(layersFrom(node).pop() ?? node)
  const wanted = { ...sizeOfRatio(ratio, box.width * box.height), x: outer.x + outer.width + GAP, y: box.y }
  const shown = page.children.filter((child) => child.visible && !isMark(child))
  return moveRightUntilFree(wanted, shown.map(boxOf))
}
