/** The veil over a layer that waits for its fill: a layer of its own, so that nothing of the person's is changed. */
import * as v from 'valibot'
import { attempt } from '../document/attempt.ts'
import { nameOfMark } from '../document/names.ts'
import { readData } from '../document/node-data.ts'
import { isShown } from '../document/nodes.ts'
import { type Shape, shapeOf } from './visible-shape.ts'

/** Tells a mark from everything else, so that nothing else is ever removed. */
const KEY = 'waiting-mark'
const facts = v.object({
  /** Of the generation that is waited for: it stands in the journal of whoever waits. */
  key: v.string(),
  /** Id of the layer below. */
  target: v.string(),
  /** Milliseconds since 1970. */
  madeAt: v.number(),
})

/** Of the shape of what it lies over. */
export type MarkNode = RectangleNode | EllipseNode
export type Mark = { node: MarkNode; key: string; target: string; madeAt: number }

/** A grey mist with a gleam across it, as of a picture that loads: to be seen on light and on dark alike. */
const MIST = { r: 0.85, g: 0.85, b: 0.85, a: 0.6 }
const GLEAM = { r: 1, g: 1, b: 1, a: 0.75 }
const VEIL: GradientPaint = {
  type: 'GRADIENT_LINEAR',
  // From the top left corner to the bottom right one.
  gradientTransform: [
    [0.5, 0.5, 0],
    [-0.5, 0.5, 0.5],
  ],
  gradientStops: [
    { position: 0.1, color: MIST },
    { position: 0.5, color: GLEAM },
    { position: 0.9, color: MIST },
  ],
}
/** Neither the blue of a selection nor the purple of a component. */
const EDGE: SolidPaint = { type: 'SOLID', color: { r: 0.85, g: 0.45, b: 0.25 }, opacity: 0.8 }
/** Of the shorter side: as fine on a banner that is seen from afar as on a thumbnail. */
const EDGE_SHARE = 1 / 140

/** Where the mark of a layer stands; null where there is nothing to see. */
export function shapeToMark(node: SceneNode): Shape | null {
  return !node.removed && isShown(node) ? shapeOf(node) : null
}

/** Key of the mark that shows which layer is meant while a list is gone through. It stands in no journal. */
export const POINTER = 'pointer'
/** Easier to find than what waits: nothing else is drawn of it. */
const POINTER_TIMES_WIDER = 4
/** Ids of all that was drawn here. */
const drawn = new Set<string>()

export function isDrawnMark(id: string): boolean {
  return drawn.has(id)
}

/** On top of a loaded page, and out of the way of every click. Null when Figma refuses: no image is to fail for a sign. */
export function drawMark(page: PageNode, shape: Shape, node: SceneNode, key: string): MarkNode | null {
  return attempt(() => {
    const mark = shape.isEllipse ? figma.createEllipse() : figma.createRectangle()
    drawn.add(mark.id)
    // First: what Figma refuses after it, the next step takes away with the others.
    mark.setPluginData(KEY, JSON.stringify({ key, target: node.id, madeAt: Date.now() }))
    page.appendChild(mark)
    mark.name = nameOfMark(node.name)
    fitMark(mark, shape)
    const isPointer = key === POINTER
    mark.fills = isPointer ? [] : [VEIL]
    mark.strokes = [EDGE]
    mark.strokeWeight =
      Math.max(1, Math.min(shape.width, shape.height) * EDGE_SHARE) * (isPointer ? POINTER_TIMES_WIDER : 1)
    mark.locked = true
    return mark
  })
}

/** Puts a mark where its layer is now. */
export function fitMark(mark: MarkNode, { transform, width, height, radii }: Shape): void {
  mark.relativeTransform = transform
  // Figma takes no less.
  mark.resize(Math.max(width, 0.01), Math.max(height, 0.01))
  if (mark.type === 'ELLIPSE') return
  ;[mark.topLeftRadius, mark.topRightRadius, mark.bottomRightRadius, mark.bottomLeftRadius] = radii
}

export function isMark(node: SceneNode): boolean {
  return readData(node, KEY, facts) !== null
}

/** Every mark on a loaded page, whoever made it. They lie at its top. */
export function findMarks(page: PageNode): Mark[] {
  return page.children.flatMap((node) => {
    if (node.type !== 'RECTANGLE' && node.type !== 'ELLIPSE') return []
    const read = readData(node, KEY, facts)
    return read ? [{ node, ...read }] : []
  })
}
