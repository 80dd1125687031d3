/** What is seen of a layer, as a shape on its page: the layer itself, or what masks and frames around it leave of it. */
import { ask, layersFrom } from '../document/nodes.ts'
import { intersect } from '../slots/layer.ts'

/** Of its box, in shares of the sides. */
type Corner = readonly [x: number, y: number]
const CORNERS: readonly Corner[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]
const RADII = ['topLeftRadius', 'topRightRadius', 'bottomRightRadius', 'bottomLeftRadius'] as const
/** Of the corners, in that order. */
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
    radii: CORNERS.map((corner, index) =>
      Math.max(
        0,
        ...outlines.map(({ box: other, radii }) =>
          sharesCorner(other, seen, corner) ? (radii[index] ?? 0) : 0,
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
    const { children } = layer as FrameNode
    const below = children.slice(0, children.indexOf(inner)).reverse()
    inner = layer
    const mask = below.find((child) => ask(child, 'isMask') && child.visible)
    return [mask, ask(layer, 'clipsContent') ? layer : undefined]
  })
  return cutters.flatMap((cutter) => {
    const box = cutter?.absoluteBoundingBox
    return cutter && box ? outlineOf(cutter, box) : []
  })
}

function outlineOf(node: SceneNode, box: Rect): Outline {
  const radii = RADII.map((corner) => ask(node, corner) ?? 0) as unknown as Radii
  return { box, isEllipse: node.type === 'ELLIPSE', radii }
}

function sharesCorner(a: Rect, b: Rect, [x, y]: Corner): boolean {
  return isNear(a.x + a.width * x, b.x + b.width * x) && isNear(a.y + a.height * y, b.y + b.height * y)
}

function isSame(a: Rect, b: Rect): boolean {
  return CORNERS.every((corner) => sharesCorner(a, b, corner))
}

/** Canvas units below which nobody sees a difference. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.1
}
