/** Which layers lie under the pointer or in the marquee, and which of them a click means. */
import { splitByMasks } from '../host/drawing/draw-mask.ts'
import { absoluteTransform, type GetNode, invert, isDerived } from '../host/file/geometry.ts'
import type { NodeRecord } from '../host/file/node-record.ts'

type Point = { x: number; y: number }
type Box = Point & { width: number; height: number }

/** From the top-level layer down to the deepest one at a point of the page. Hidden and locked layers are not hit. */
export function pathAt(page: NodeRecord, point: Point, get: GetNode): NodeRecord[] {
  for (const id of [...page.children].reverse()) {
    const node = get(id)
    const path = node === undefined ? [] : pathInto(node, point, get)
    if (path.length > 0) return path
  }
  return []
}

function pathInto(node: NodeRecord, point: Point, get: GetNode): NodeRecord[] {
  if (!node.visible || node.locked) return []
  const isInside = contains(node, point, get)
  if (node.clipsContent && !isInside) return []
  const children = node.children.flatMap((id) => get(id) ?? [])
  for (const { mask, masked } of splitByMasks(children).reverse()) {
    if (mask !== null && !contains(mask, point, get)) continue
    // Where the mask shows nothing else, it is what is hit.
    for (const child of [...masked].reverse().concat(mask ?? [])) {
      const path = pathInto(child, point, get)
      if (path.length > 0) return [node, ...path]
    }
  }
  return isInside && !isDerived(node) ? [node] : []
}

function contains(node: NodeRecord, point: Point, get: GetNode): boolean {
  const inverse = invert(absoluteTransform(node, get))
  if (inverse === null) return false
  const [[a, c, e], [b, d, f]] = inverse
  const x = a * point.x + c * point.y + e
  const y = b * point.x + d * point.y + f
  return x >= 0 && y >= 0 && x <= node.width && y <= node.height
}

/**
 * The layer a click selects, as in Figma: what lies directly in a top-level frame or section, or a neighbour of what is
 * already selected.
 *
 * @param isDeep Ctrl or Command is held: the deepest layer
 */
export function clickTarget(
  path: readonly NodeRecord[],
  selection: readonly NodeRecord[],
  isDeep: boolean,
): NodeRecord | null {
  if (isDeep) return path.at(-1) ?? null
  const parents = new Set(selection.map((node) => node.parentId))
  const neighbour = path
    .slice(1)
    .reverse()
    .find((node) => parents.has(node.parentId))
  if (neighbour !== undefined) return neighbour
  const depth = path.findIndex((node) => !isContainer(node))
  return path[depth === -1 ? path.length - 1 : Math.min(depth, 1 + leadingSections(path))] ?? null
}

/** The next layer down on a double click; the deepest stays. */
export function doubleClickTarget(
  path: readonly NodeRecord[],
  selection: readonly NodeRecord[],
): NodeRecord | null {
  const ids = new Set(selection.map((node) => node.id))
  const depth = path.findIndex((node) => ids.has(node.id))
  return path[Math.min(depth + 1, path.length - 1)] ?? null
}

function leadingSections(path: readonly NodeRecord[]): number {
  return path.findIndex((node) => node.type !== 'SECTION')
}

function isContainer(node: NodeRecord): boolean {
  return (node.type === 'FRAME' || node.type === 'SECTION') && node.children.length > 0
}

/** Layers of a parent that touch the marquee; a frame larger than the marquee must be wholly in it. */
export function inMarquee(
  parent: NodeRecord,
  marquee: Box,
  get: GetNode,
  boundsOf: (id: string) => Box,
): string[] {
  return parent.children.filter((id) => {
    const node = get(id)
    if (node === undefined || !node.visible || node.locked) return false
    const box = boundsOf(id)
    const isTouched =
      box.x < marquee.x + marquee.width &&
      box.x + box.width > marquee.x &&
      box.y < marquee.y + marquee.height &&
      box.y + box.height > marquee.y
    const isWhole =
      box.x >= marquee.x &&
      box.y >= marquee.y &&
      box.x + box.width <= marquee.x + marquee.width &&
      box.y + box.height <= marquee.y + marquee.height
    return isContainer(node) ? isWhole : isTouched
  })
}
