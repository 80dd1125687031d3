/** What lies below a layer, as a picture: the page in its box without the layer and without what lies over it. */
import type { Failure } from '../../contract/failures.ts'
import { endMoment, sliceWithout } from '../document/for-a-moment.ts'
import { aloneOnCanvas } from '../document/in-turn.ts'
import { boxOf, GONE, layersFrom, pageOf } from '../document/nodes.ts'
import { isReadOnly, READ_ONLY } from '../document/read-only.ts'
import { drawWithin } from '../read/export-reference.ts'
import { intersect } from '../slots/layer.ts'

/**
 * Nothing is committed: in the end the file is as it was.
 *
 * @param around from the layer's corner; without it, the layer's own box
 */
export function drawBelow(
  node: SceneNode,
  maxPixels: number,
  around: Rect | undefined,
): Promise<Uint8Array<ArrayBuffer> | Failure> {
  return aloneOnCanvas(async () => {
    if (node.removed) return GONE
    if (isReadOnly()) return READ_ONLY
    const page = pageOf(node)
    const own = boxOf(node)
    const box = around ? { ...around, x: own.x + around.x, y: own.y + around.y } : own
    if (!page || box.width < 1 || box.height < 1) return { code: 'nothing_to_export' }
    try {
      const slice = sliceWithout(layersOver(node, box), page, box)
      const drawn = await drawWithin(slice, box, maxPixels)
      return 'code' in drawn ? drawn : drawn.bytes
    } finally {
      endMoment()
    }
  })
}

/** The layer itself and, at each level around it, the layers further up that reach into its box. */
function layersOver(node: SceneNode, box: Rect): SceneNode[] {
  const above = layersFrom(node).flatMap((layer) => {
    const siblings = (layer.parent as PageNode | null)?.children ?? []
    return siblings.slice(siblings.indexOf(layer) + 1)
  })
  return [node, ...above].filter((layer) => layer.visible && intersect(boxOf(layer), box))
}
