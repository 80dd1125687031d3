/** What is seen of a layer, as a shape on its page: the layer itself, or what masks and frames around it leave of it. */
import { layersFrom } from '../document/nodes.ts'
import { intersect } from '../slots/layer.ts'

/** Top left, top right, bottom right, bottom left. */
type Radii = readonly [number, number, number, number]
export type Shape = {
  /** Of the page. */
  transform: Transform
  width: number
  height: number
  isEllipse: boolean
  radii: Radii
}

/** A piece of an upright edge: its box, and how its corners are cut. */
type Outline = { box: Rect; isEllipse: boolean; radii: Radii }

/** Null where nothing is seen. */
export function shapeOf(node: SceneNode): Shape | null {
  const { absoluteBoundingBox: box, absoluteTransform: transform, width, height } = node
  if (!box) return null
  const own = outlineOf(node, box)
  const around = outlinesAround(node)
  const seen = around.reduce<Rect | null>((rest, { box: other }) => rest && intersect(rest, other), box)
  if (!seen) return null
  const isUpright = transform[0][1] === 0 && transform[1][0] === 0
  if (!isUpright && isSame(seen, box)) return { ...own, transform, width, height }
  // A layer that is turned and cut off is neither an upright rectangle nor a turned one: this lies at least over nothing else.
  const outlines = isUpright ? [own, ...around] : around
  return {
    transform: [
      [1, 0, seen.x],
      [0, 1, seen.y],
    ],
    width: seen.width,
    height: seen.height,
    isEllipse: outlines.some(({ box: other, isEllipse }) => isEllipse && isSame(other, seen)),
    radii: [0, 1, 2, 3].map((corner) =>
      Math.max(
        0,
        ...outlines.map((outline) =>
          sharesCorner(outline.box, seen, corner) ? (outline.radii[corner] ?? 0) : 0,
        ),
      ),
    ) as unknown as Radii,
  }
}

/** Of everything that cuts the layer off: frames that clip, and masks below it or below what it is in. */
function outlinesAround(node: SceneNode): Outline[] {
  const [, ...around] = layersFrom(node)
  let inner = node
  const cutters = around.flatMap((layer) => {
    const { children, clipsContent } = layer as FrameNode
    const below = children.slice(0, children.indexOf(inner)).reverse()
    inner = layer
    const mask = below.find((child) => 'isMask' in child && child.isMask && child.visible)
    return [mask, clipsContent ? layer : undefined]
  })
  return cutters.flatMap((cutter) => {
    const box = cutter?.absoluteBoundingBox
    return cutter && box ? outlineOf(cutter, box) : []
  })
}

function outlineOf(node: SceneNode, box: Rect): Outline {
  const {
    topLeftRadius: r = 0,
    topRightRadius: s = r,
    bottomRightRadius: t = r,
    bottomLeftRadius: u = r,
  } = node as Partial<RectangleCornerMixin>
  return { box, isEllipse: node.type === 'ELLIPSE', radii: [r, s, t, u] }
}

/** @param corner 0 to 3, from the top left one clockwise */
function sharesCorner(a: Rect, b: Rect, corner: number): boolean {
  const isRight = corner === 1 || corner === 2
  const isBottom = corner > 1
  return (
    isNear(a.x + (isRight ? a.width : 0), b.x + (isRight ? b.width : 0)) &&
    isNear(a.y + (isBottom ? a.height : 0), b.y + (isBottom ? b.height : 0))
  )
}

function isSame(a: Rect, b: Rect): boolean {
  return sharesCorner(a, b, 0) && sharesCorner(a, b, 2)
}

/** Canvas units below which nobody sees a difference. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.1
}
