/** Why a layer can't be exported or filled, known before trying. */
import type { FillObstacle } from '../../contract/cards.ts'
import type { ExportObstacle } from '../../contract/messages.ts'
import { isShown } from '../document/nodes.ts'
import { isReadOnly } from '../document/read-only.ts'
import { isMark } from '../marks/waiting-mark.ts'

export function exportObstacleOf(node: SceneNode): ExportObstacle | null {
  if (!isShown(node)) return 'hidden'
  if (isMark(node)) return 'empty'
  return drawnBoxOf(node) === null || isFlat(node) || isEmptyFrame(node) ? 'empty' : null
}

export function fillObstacleOf(node: SceneNode): FillObstacle | null {
  if (isReadOnly()) return 'read-only'
  if (!('fills' in node) || isFlat(node) || isMark(node)) return 'no-fills'
  // In Buzz the top frame is the asset's own; a picture belongs on a layer inside it.
  if (figma.editorType === 'buzz' && node.type === 'FRAME' && node.parent?.type !== 'FRAME')
    return 'buzz-frame'
  // Only a text can have several kinds of fill at once.
  return node.fills === figma.mixed ? 'mixed-text' : null
}

/**
 * What is drawn may be larger than the layer (a shadow) or smaller (a text, what a frame around it cuts off). Null when
 * nothing is, for which Figma also has boxes without an area. A section does not say what is drawn of it, so its own box
 * stands for that.
 */
export function drawnBoxOf(node: SceneNode): Rect | null {
  const box = 'absoluteRenderBounds' in node ? node.absoluteRenderBounds : node.absoluteBoundingBox
  return box === null || isFlat(box) ? null : box
}

function isFlat({ width, height }: { width: number; height: number }): boolean {
  return width === 0 || height === 0
}

/** A frame that draws nothing itself and holds nothing. */
function isEmptyFrame(node: SceneNode): boolean {
  if (!('children' in node) || node.children.length > 0 || !('fills' in node)) return false
  const paints = [node.fills, 'strokes' in node ? node.strokes : []]
  return !paints.some((list) => Array.isArray(list) && list.some((paint: Paint) => paint.visible !== false))
}
