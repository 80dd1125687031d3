/** Why a layer can't be exported or filled, known before trying. */
import type { FillObstacle } from '../../contract/cards.ts'
import type { ExportObstacle } from '../../contract/messages.ts'
import { ask } from '../document/nodes.ts'
import { isReadOnly } from '../document/read-only.ts'
import { isMark } from '../marks/waiting-mark.ts'
import { layerOf, type NodeLayer } from './node-layer.ts'

export function exportObstacleOf(layer: NodeLayer): ExportObstacle | null {
  if (layer.sight === 'hidden') return 'hidden'
  if (isWaitingMark(layer)) return 'empty'
  return !drawnBoxOf(layer.node) || isFlat(layer) || isEmptyFrame(layer) ? 'empty' : null
}

export function fillObstacleOf(layer: NodeLayer): FillObstacle | null {
  if (isReadOnly()) return 'read-only'
  const { allFills, node } = layer
  if (!allFills || isFlat(layer) || isWaitingMark(layer)) return 'no-fills'
  // In Buzz the top frame is the asset's own; a picture belongs on a layer inside it.
  if (figma.editorType === 'buzz' && node.type === 'FRAME' && layer.around?.node.type !== 'FRAME')
    return 'buzz-frame'
  // Only a text can have several kinds of fill at once.
  return allFills === figma.mixed ? 'mixed-text' : null
}

export type Fillable = SceneNode & MinimalFillsMixin & { fills: readonly Paint[] }

/** Whether it can be filled as it is now. */
export function takesFill(node: SceneNode): node is Fillable {
  return fillObstacleOf(layerOf(node)) === null
}

/** They lie on the page itself, so that what lies in a layer need not be asked. */
function isWaitingMark({ around, kind, node }: NodeLayer): boolean {
  return !around && kind === 'shape' && isMark(node)
}

/**
 * What is drawn may be larger than the layer (a shadow) or smaller (a text, what a frame around it cuts off). Null when
 * nothing is, for which Figma also has boxes without an area. A section does not say what is drawn of it, so its own box
 * stands for that.
 */
export function drawnBoxOf(node: SceneNode): Rect | null {
  const bounds = ask(node, 'absoluteRenderBounds')
  const box = bounds === undefined ? node.absoluteBoundingBox : bounds
  // Kinds of layers that are yet to come may have neither.
  return !box || isFlat(box) ? null : box
}

function isFlat({ width, height }: { width: number; height: number }): boolean {
  return width === 0 || height === 0
}

/** A frame that draws nothing itself and holds nothing. */
function isEmptyFrame({ node, kind, allFills, children }: NodeLayer): boolean {
  if (kind !== 'box' || !allFills || children.length > 0) return false
  const paints = [allFills, ask(node, 'strokes')]
  return !paints.some((list) => Array.isArray(list) && list.some((paint: Paint) => paint.visible !== false))
}
